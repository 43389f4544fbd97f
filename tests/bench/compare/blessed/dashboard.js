// The county's figures in a table, read each second: a small dashboard as one writes it with blessed-contrib.
const http = require("http");
const blessed = require("blessed");
const contrib = require("blessed-contrib");

const screen = blessed.screen({ smartCSR: true, title: "county" });
const grid = new contrib.grid({ rows: 1, cols: 1, screen });
const table = grid.set(0, 0, 1, 1, contrib.table, { label: "county", columnWidth: [24, 10, 10, 10], keys: true });
table.focus();
screen.key(["q", "C-c"], () => process.exit(0));

const agent = new http.Agent({ keepAlive: true });
function poll() {
  http.get(process.argv[2], { agent }, (answer) => {
    let body = "";
    answer.on("data", (part) => (body += part));
    answer.on("end", () => {
      const rows = JSON.parse(body).readings.map((r) => [r.id, String(r.value), String(r.last_year), String(r.value - r.last_year)]);
      table.setData({ headers: ["indicator", "value", "last year", "change"], data: rows });
      screen.render();
    });
  });
}
poll();
setInterval(poll, 1000);
