// Stands for web, worker or demo in the launcher's tests.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const name = process.argv[2];
const note = (file) => writeFileSync(path.join(process.env.SIGNALBOX_DATA_DIR, file), String(process.pid));
note(`${name}.pid`);
process.on("SIGTERM", () => {
  note(`${name}.stopped`);
  process.exit(0);
});

if (name === "web") {
  createServer((request, response) => {
    if (request.url === "/crash") process.exit(3);
    response.end("ok");
  }).listen(Number(process.env.PORT), process.env.HOST);
} else {
  console.log(JSON.stringify({ level: 40, msg: `${name} warns` }));
  console.log(JSON.stringify({ level: 30, msg: `${name} informs` }));
  setInterval(() => undefined, 1_000);
}
