"""Finds berths for the ships that have none yet, and pilots for all of them."""

import anthropic

client = anthropic.Anthropic()


class Harbour:
    name = "Northgate"

    @classmethod
    def berth(cls, ship):
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Which berth of {cls.name} has room for {ship}?"}],
        )
        return message.content[-1].text

    @staticmethod
    def pilot(ship):
        return (
            client.messages.create(
                model="claude-sonnet-5-5",
                max_tokens=4096,
                messages=[{"role": "user", "content": f"Which pilot knows {ship}?"}],
            )
            .content[-1]
            .text
        )


class SouthHarbour(Harbour):
    name = "Southgate"


def berths(ships):
    found = {}
    for ship, berth in ships.items():
        print(ship)
        if berth is None:
            # none yet
            found[ship] = SouthHarbour.berth(ship)
    return found


SHIPS = {f"ship {number}": "a berth" if number % 4 == 0 else None for number in range(1, 33)}
print(berths(SHIPS))
for pilot in [Harbour.pilot(ship) for ship in SHIPS]:
    print(pilot)
