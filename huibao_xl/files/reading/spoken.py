"""Words by which a text that is no table may speak of people whom a list should not have: a letter, a note, a mail, a chat."""

TELLING = "注销|死亡|去世|过世|身故|病故|亡故|已故|逝世|迁出|迁往|退保|撤单|退出|停发|剔除|核减|作废"
"""How offices and insurers write it."""
PLAINLY = (
    "退了|退掉|退啦|死了|走了|没了|不在了|过了世|(?:不要|别|不用|不能|勿)再?(?:给.{0,4})?(?:发|补|付|打款)|停掉|去掉|拿掉|划掉|搬走|搬离"
    "|(?:不|不再|不予|不能)享受(?:补贴|待遇|$|[，,。；;])|(?:以下|下列|以上|上述).{0,8}(?:不发|不补|不付|缓发|暂缓)|(?:不发|不补|缓发|暂缓)(?:人员)?名单"
)
"""How people say it in a chat."""
