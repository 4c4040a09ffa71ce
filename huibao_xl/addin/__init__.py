"""The Excel add-in huibao.xlam: built on any system without Excel, installed for one Windows user without administrator rights."""
