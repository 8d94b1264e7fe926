import { Handler, login, status } from "./edge";
import { findingsOf, gapsOf, probeOne, target, testEdge } from "./fixture";

const holder = testEdge();
const HOST = "api.example.com";
const token = { id: "0123.access", secret: "s3cret-of-the-token", name: "ci" };

/** A host that admits requests with a secret. */
const admitting =
  (secret: string): Handler =>
  (request, response) =>
    (request.headers["cf-access-client-secret"] === secret ? status(200) : login())(request, response);

const probed = (more: Parameters<typeof target>[1], named: object = {}) => {
  holder.edge.secrets.length = 0;
  return probeOne(holder.edge, target(HOST, more), { token: { ...token, ...named } });
};

describe("probe with a service token", () => {
  test("requires that a host admits the token that its policies admit", async () => {
    holder.edge.host(HOST, admitting(token.secret));
    const host = await probed({ serviceTokens: ["ci"] });
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], []]);
    expect(host.requests.at(-1)).toEqual({
      request: "GET / with the service token",
      status: 200,
      result: "admitted, the application answers 200",
    });
    expect(holder.edge.secrets).toEqual([[HOST, token.secret]]);
  });

  test.each([
    ["a login", login(), "redirects to the login|login of team example"],
    ["403", status(403), "refused with 403"],
  ])("reports %s for the token", async (_, handler, how) => {
    holder.edge.host(HOST, handler);
    const host = await probed({ serviceTokens: ["*"] });
    expect(host.findings.map(({ code }) => code)).toEqual(["ServiceTokenRefused"]);
    expect(host.findings[0].message).toMatch(new RegExp(`^the service token is not admitted: (${how})$`));
  });

  test("sends the token only to hosts whose policies admit it, or to every host if it has no name", async () => {
    holder.edge.host(HOST, admitting(token.secret));
    await probed({ serviceTokens: ["other"] });
    expect(holder.edge.secrets).toEqual([]);
    await probed({ serviceTokens: [] }, { name: undefined });
    expect(holder.edge.secrets).toHaveLength(1);
  });

  test("does not send the token to an application that answers strangers", async () => {
    holder.edge.host(HOST, status(200));
    const host = await probed({ serviceTokens: ["ci"] });
    expect(findingsOf(host)).toHaveLength(1);
    expect(holder.edge.secrets).toEqual([]);
  });

  test("does not send the token if the host could not be examined", async () => {
    holder.edge.host(HOST, login("acme"));
    const host = await probed({ serviceTokens: ["ci"], teams: [] });
    expect(gapsOf(host)).toHaveLength(1);
    expect(holder.edge.secrets).toEqual([]);
  });

  test("shows neither part of the token, even if the host returns it", async () => {
    holder.edge.host(HOST, (request, response) => {
      const { "cf-access-client-secret": secret, "cf-access-client-id": id } = request.headers;
      const handler = secret === undefined ? login() : status(403, { "x-powered-by": `${id}/${secret}` });
      handler(request, response);
    });
    const host = await probed({ serviceTokens: ["ci"] });
    expect(host.findings[0].evidence.headers["x-powered-by"]).toBe("***/***");
    expect(JSON.stringify(host)).not.toMatch(/s3cret|0123\.access/);
  });
});
