"""Says what each lighthouse of a coast looks like to a ship that passes."""

from keepers import CLOSING, Keeper
from keepers import described as description_of  # with its range

client = "the harbour"


def coast(names):
    found = {}
    for name in names:
        # some have none
        if "ruin" in name:
            continue
        found[name] = description_of(name, miles=30)
    return found


def watches(names):
    keeper = Keeper()
    return [keeper.watch(name) for name in names]


lights = [f"light {number}" for number in range(1, 23)] + ["a ruin"]
for name, words in coast(lights).items():
    print(name, words, CLOSING)
print(client, *watches(lights))
