// Keeps links to searches that were shared, and tells how many; and what V8 holds its own heap to, in bytes.
"use strict";
const http = require("node:http");
const v8 = require("node:v8");

const kept = Array.from({ length: 1000 }, (_, number) => `search ${number}`);
const answers = {
  "/links": () => kept.length,
  "/heap": () => v8.getHeapStatistics().heap_size_limit,
};
const server = http.createServer((request, response) => {
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404, { "Content-Type": "application/json" });
  response.end(JSON.stringify(answer ? answer() : "there is no such page"));
});
process.on("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(8080);
