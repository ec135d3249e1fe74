"""Says which pilot each ship needs that is expected."""

from pilots import needed

for line in needed([f"ship {number}, laden with grain" for number in range(1, 23)], "large"):
    print(line)
