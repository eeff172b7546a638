def f(:
  x = = 1
y = 2
for x in
