été = 1
print(été, f"{été}")
�� = 2
