"""The county's figures in a table, read each second: a small dashboard as one writes it with textual."""

import sys

import httpx
from textual.app import App
from textual.widgets import DataTable, Footer, Header

COLUMNS = ["indicator", "value", "last year", "change"]


class Dashboard(App):
    """One table."""

    TITLE = "county"
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self):
        yield Header()
        yield DataTable()
        yield Footer()

    async def on_mount(self):
        self.client = httpx.AsyncClient()
        self.table = self.query_one(DataTable)
        for column in COLUMNS:
            self.table.add_column(column, key=column, width=24)
        self.set_interval(1.0, self.poll)
        await self.poll()

    async def poll(self):
        for reading in (await self.client.get(sys.argv[1])).json()["readings"]:
            cells = [reading["id"], reading["value"], reading["last_year"], reading["value"] - reading["last_year"]]
            if reading["id"] in self.table.rows:
                for column, cell in zip(COLUMNS, cells):
                    self.table.update_cell(reading["id"], column, str(cell))
            else:
                self.table.add_row(*map(str, cells), key=reading["id"])


Dashboard().run()
