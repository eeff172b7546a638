import os.path as p
from a import b
n = total = 0


def f(a, *rest, key=n, **more):
    global n
    n += 1
    a.n, rest[0] = n, f'{n!r:>{total}} {key=}'
    return [x for x in rest if (y := x)], lambda z: z + y, g(key=a)


class K(dict, metaclass=type):
    field: int = total

    def method(self):
        nonlocal_ = self.field
        return nonlocal_ + field


match n:
    case [u, *v] if u:
        del u
    case {'k': w, **r}:
        pass
try:
    with open(p) as file, b() as (h, k):
        pass
except E as e:
    n += e
