// Uses of node's two HTTP clients: `node uses.mjs USE URL` does one, and prints what came back.
import http from "node:http";
import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";

const [, , use, url] = process.argv;
const files = process.env.FILES;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(path, options = {}, send = (request) => request.end()) {
  return new Promise((resolve, reject) => {
    const request = http.request(url + path, { agent, ...options });
    request.on("response", async (response) => {
      let text = "";
      for await (const piece of response) text += piece;
      resolve({ status: response.statusCode, text: text.trim(), trailers: response.trailers });
    });
    request.on("error", reject);
    send(request);
  });
}

const uses = {
  async keepsAlive() {
    for (const method of ["GET", "HEAD", "DELETE"]) {
      const { status, text } = await ask("/again", { method });
      console.log(method, status, text);
    }
  },
  async expects() {
    const headers = { Expect: "100-continue", "Content-Length": 4 };
    const answer = await ask("/expect", { method: "POST", headers }, (request) => {
      request.on("continue", () => { console.log("may go on"); request.end("word"); });
      request.flushHeaders();
    });
    console.log(answer.status);
  },
  async chunksAndTrailers() {
    const headers = { "Transfer-Encoding": "chunked", Trailer: "X-Sum" };
    const answer = await ask("/chunks", { method: "PUT", headers }, (request) => {
      request.write("one\n");
      request.addTrailers({ "X-Sum": "42" });
      request.end("two\n");
    });
    console.log(answer.status);
    console.log((await ask("/trailers")).trailers["x-sum"]);
  },
  async offersAnUpgrade() {
    const headers = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==" };
    console.log((await ask("/socket", { headers })).status);
  },
  async fetches() {
    const form = new FormData();
    form.append("name", "Ada");
    form.append("file", new Blob(["one\n"], { type: "text/plain" }), "one.txt");
    console.log((await fetch(url + "/form", { method: "POST", body: form })).status);
    console.log((await (await fetch(url + "/json", { method: "POST", body: JSON.stringify({ id: 7 }) })).text()).trim());
    console.log((await (await fetch(url + "/compressed")).text()).trim());
    const landed = await fetch(url + "/redirect");
    console.log(landed.redirected, landed.status);
  },
  async fetchStreams() {
    const body = Readable.toWeb(Readable.from([Buffer.from("one\n"), Buffer.from("two\n")]));
    console.log((await fetch(url + "/stream", { method: "POST", body, duplex: "half" })).status);
    const large = await fetch(url + "/large");
    console.log((await large.arrayBuffer()).byteLength);
  },
  async isRefused() {
    const path = `${files}/too-large.bin`;
    const headers = { "Content-Length": statSync(path).size };
    const answer = await ask("/huge", { method: "PUT", headers, agent: false }, (request) => {
      createReadStream(path).pipe(request);
    });
    console.log(answer.status);
    process.exit(0);
  },
};

await uses[use]();
agent.destroy();
