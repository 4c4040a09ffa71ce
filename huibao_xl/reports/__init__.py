"""What several products print: pages and fronts, places, problems, equations, one workbook per 街镇, CSV."""
