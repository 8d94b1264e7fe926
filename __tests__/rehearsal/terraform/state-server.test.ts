import { connect } from "node:net";
import { StateServer } from "../../../lib/rehearsal/terraform/state-server";

describe("StateServer", () => {
  let states: StateServer;
  beforeEach(async () => (states = await StateServer.open()));
  afterEach(() => states.close());
  const address = (stack: string) => String(states.backendOf(stack).address);
  const send = (stack: string, method: string, body?: string) => fetch(address(stack), { method, body });
  const read = async (stack: string) => {
    const response = await send(stack, "GET");
    return response.status === 200 ? response.text() : response.status;
  };

  test("stores one state for each stack", async () => {
    expect(await read("a")).toBe(404);
    await send("a", "POST", "1");
    await send("a/b c", "POST", "2");
    await send("a", "POST", "3");
    expect([await read("a"), await read("a/b c")]).toEqual(["3", "2"]);
    await send("a", "DELETE");
    expect(await read("a")).toBe(404);
  });

  test("saves and restores all states", async () => {
    await send("a", "POST", "1");
    const saved = states.save();
    await send("a", "POST", "2");
    await send("b", "POST", "3");
    states.restore(saved);
    expect([await read("a"), await read("b")]).toEqual(["1", 404]);
    await send("a", "POST", "4");
    expect(saved.get("a")).toBe("1");
  });

  test("answers no request without the random part of the path", async () => {
    await send("a", "POST", "1");
    const { origin, pathname } = new URL(address("a"));
    expect(pathname).toMatch(/^\/[0-9a-f]{32}\/a$/);
    const guessed = `/${"0".repeat(32)}/a`;
    expect((await fetch(origin + guessed, { method: "POST", body: "2" })).status).toBe(404);
    expect((await fetch(origin + guessed)).status).toBe(404);
    expect(await read("a")).toBe("1");
  });

  test("keeps a state if a write breaks off", async () => {
    await send("a", "POST", "1");
    const { port, pathname } = new URL(address("a"));
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => socket.once("close", resolve));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await read("a")).toBe("1");
  });
});
