import { createSocket } from "node:dgram";
import { connect } from "node:net";

const TYPES = { A: 1, SOA: 6, SRV: 33 } as const;
const RCODES = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

export interface Question {
  readonly name: string;
  /** @default "A" */
  readonly type?: keyof typeof TYPES;
  /** @default "udp" */
  readonly over?: "udp" | "tcp";
  /** The source address. @default "127.0.0.1" */
  readonly from?: string;
  /** The maximum size of a UDP response, by EDNS. @default - no EDNS: 512 bytes */
  readonly takes?: number;
}

export interface Answer {
  readonly rcode: string;
  readonly truncated: boolean;
  readonly recursion: boolean;
  readonly size: number;
  /** The records of the answer section, such as "web.shop.svc.dev.example. 5 A 10.96.0.10". */
  readonly answers: string[];
  /** The records of the authority section. */
  readonly authority: string[];
}

/** Sends one query to a name server on the loopback interface. */
export async function ask(port: number, question: Question): Promise<Answer> {
  const packet = encode(question);
  return decode(
    question.over === "tcp" ? await overTcp(port, packet, question) : await overUdp(port, packet, question),
  );
}

function overUdp(port: number, packet: Buffer, { from = "127.0.0.1" }: Question): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => end(() => reject(new Error("no answer over UDP"))), 2000);
    const end = (then: () => void) => {
      clearTimeout(timer);
      socket.close();
      then();
    };
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("message", (message) => end(() => resolve(message)));
    socket.bind(0, from, () => socket.send(packet, port, "127.0.0.1"));
  });
}

function overTcp(port: number, packet: Buffer, { from = "127.0.0.1" }: Question): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: from });
    let got = Buffer.alloc(0);
    socket.setTimeout(3000, () => socket.destroy(new Error("no answer over TCP")));
    socket.on("error", reject);
    socket.on("data", (data) => {
      got = Buffer.concat([got, data]);
      if (got.length < 2 || got.length < 2 + got.readUInt16BE(0)) return;
      socket.destroy();
      resolve(got.subarray(2));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(packet.length);
    socket.write(Buffer.concat([length, packet]));
  });
}

function encode({ name, type = "A", takes }: Question): Buffer {
  const header = Buffer.from([0x12, 0x34, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, takes === undefined ? 0 : 1]);
  const labels = name.replace(/\.$/, "").split(".");
  const question = Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)])),
    Buffer.from([0, 0, TYPES[type], 0, 1]),
  ]);
  if (takes === undefined) return Buffer.concat([header, question]);
  const edns = Buffer.from([0, 0, 41, 0, 0, 0, 0, 0, 0, 0, 0]);
  edns.writeUInt16BE(takes, 3);
  return Buffer.concat([header, question, edns]);
}

function decode(packet: Buffer): Answer {
  let at = 12;
  at = nameAt(packet, at).next + 4;
  const records = (count: number) =>
    Array.from({ length: count }, () => {
      const { text, next } = recordAt(packet, at);
      at = next;
      return text;
    });
  return {
    rcode: RCODES[packet[3] % 16],
    truncated: packet[2] % 4 >= 2,
    recursion: packet[3] >= 128,
    size: packet.length,
    answers: records(packet.readUInt16BE(6)),
    authority: records(packet.readUInt16BE(8)),
  };
}

function recordAt(packet: Buffer, start: number): { text: string; next: number } {
  const { name, next } = nameAt(packet, start);
  const type = packet.readUInt16BE(next);
  const data = next + 10;
  const end = data + packet.readUInt16BE(next + 8);
  const said = `${name} ${packet.readUInt32BE(next + 4)}`;
  if (type === TYPES.A) return { text: `${said} A ${[...packet.subarray(data, end)].join(".")}`, next: end };
  if (type === TYPES.SRV) {
    return { text: `${said} SRV ${packet.readUInt16BE(data + 4)} ${nameAt(packet, data + 6).name}`, next: end };
  }
  return { text: `${said} ${type === TYPES.SOA ? "SOA" : `TYPE${type}`}`, next: end };
}

function nameAt(packet: Buffer, start: number): { name: string; next: number } {
  const labels: string[] = [];
  let [at, next] = [start, -1];
  for (;;) {
    const length = packet[at];
    if (length >= 192) {
      if (next < 0) next = at + 2;
      at = packet.readUInt16BE(at) - 0xc000;
    } else if (length === 0) {
      return { name: `${labels.join(".")}.`, next: next < 0 ? at + 1 : next };
    } else {
      labels.push(packet.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
}
