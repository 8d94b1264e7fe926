import { TerraformStack } from "cdktf";
import { ORIGIN, TunnelFixture, tunnelFixture } from "./fixture";
import { inventory } from "../../lib/inventory";
import { ACCOUNT, messages, problems, resourceAt, synth } from "../support/stack";
import {
  AccessApplication,
  AccessDecision,
  AccessPolicy,
  AccessRule,
  BrowserRendering,
  HostAccess,
  Origin,
  PublishedHost,
  ServiceToken,
  TerminalOptions,
} from "cdktf-zero-trust";

const HOST = "ssh.example.com";
const SSH = Origin.ssh("10.0.3.12", 22, { browserRendering: true });
const VNC = Origin.vnc("10.0.3.13", 5901, { browserRendering: true });
const reason = "shares the application of the servers";

let fixture: TunnelFixture;
let stack: TerraformStack;
beforeEach(() => {
  fixture = tunnelFixture();
  ({ stack } = fixture);
});

function publish(origin: Origin, access = HostAccess.policies(fixture.staff), onlyPaths?: string[]): PublishedHost {
  return fixture.tunnel.publish(HOST, { zone: fixture.zone, origin, access, ...(onlyPaths && { onlyPaths }) });
}

function servers(browserRendering?: BrowserRendering): AccessApplication {
  return new AccessApplication(stack, "servers", {
    account: ACCOUNT,
    hostnames: [HOST],
    policies: [fixture.staff],
    browserRendering,
  });
}

describe("an origin with browserRendering", () => {
  test.each([
    ["ssh", SSH, "ssh://10.0.3.12:22"],
    ["vnc", VNC, "tcp://10.0.3.13:5901"],
  ])("gives the application of the host the type %s", (type, origin, service) => {
    publish(origin);
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, `Hosts/${HOST}/Application`).type).toBe(type);
    expect(fixture.ingress()[0]).toEqual({
      hostname: HOST,
      service,
      origin_request: { access: expect.objectContaining({ required: true }) },
    });
  });

  test("keeps the terminal with addresses", () => {
    publish(Origin.ssh("ssh.internal", 22, { browserRendering: true }).withAddresses(["10.0.3.0/24"]));
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, `Hosts/${HOST}/Application`).type).toBe("ssh");
  });

  test("keeps the connection options", () => {
    publish(Origin.ssh("10.0.3.12", 22, { browserRendering: true, connectTimeoutSeconds: 5 }));
    expect(problems(stack)).toEqual([]);
    expect(fixture.ingress()[0].origin_request).toMatchObject({ connect_timeout: 5 });
  });

  test.each([undefined, {}, { browserRendering: false }])("leaves the type self_hosted with %j", (options) => {
    publish(Origin.ssh("10.0.3.12", 22, options));
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, `Hosts/${HOST}/Application`).type).toBe("self_hosted");
  });

  test("is counted as protected in the summary, with a note", () => {
    publish(SSH);
    const [host] = inventory({ name: "dev", terraform: synth(stack) }).hosts;
    expect(host.protection.state).toBe("two layers");
    expect(host.notes).toEqual([
      "Browsers show a terminal for SSH.",
      `Connect with: cloudflared access ssh --hostname ${HOST} --url localhost:<port>`,
    ]);
  });

  test("fails when the flag is not a boolean, or a SOCKS proxy is requested", () => {
    publish(Origin.ssh("10.0.3.12", 22, { browserRendering: "yes" } as unknown as TerminalOptions));
    const options = { zone: fixture.zone, access: HostAccess.policies(fixture.staff) };
    fixture.tunnel.publish("b.example.com", {
      ...options,
      origin: Origin.vnc("10.0.3.13", undefined, { browserRendering: true, socksProxy: true }),
    });
    expect(messages(stack)).toEqual([
      "Hosts/b.example.com OriginOptionInvalid: socksProxy: a terminal in the browser does not use a SOCKS proxy. Remove it or browserRendering.",
      `Hosts/${HOST} OriginOptionInvalid: browserRendering: "yes" is not valid; use true or false.`,
    ]);
  });

  test("fails on a public host", () => {
    publish(SSH, HostAccess.publicly("demo"));
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} BrowserRenderingInvalid: browserRendering: "${HOST}" is public, and Cloudflare renders a terminal only behind Access. Protect the host with policies, or remove browserRendering.`,
    ]);
  });

  test("fails on a host with onlyPaths", () => {
    publish(SSH, undefined, ["/login"]);
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} BrowserRenderingInvalid: browserRendering: "${HOST}" serves exact paths only, and Cloudflare renders a terminal only for a whole host. Remove onlyPaths or browserRendering.`,
    ]);
  });

  test("fails on a path, and on a host with a path", () => {
    publish(SSH).addPath("/reports", ORIGIN);
    fixture.publish("b.example.com").addPath("/console", VNC);
    const message = (path: string) =>
      `BrowserRenderingInvalid: addPath: "${path}" cannot be added, because Cloudflare renders a terminal in the browser only for a whole host. Publish each of the origins on its own host.`;
    expect(messages(stack)).toEqual([
      `Hosts/b.example.com ${message("/console")}`,
      `Hosts/${HOST} ${message("/reports")}`,
    ]);
  });

  test.each([AccessDecision.NON_IDENTITY, AccessDecision.BYPASS])(
    "fails with a policy of the decision %s",
    (decision) => {
      const include = [AccessRule.ip("203.0.113.0/24")];
      const policy = new AccessPolicy(stack, "office", { account: ACCOUNT, decision, include });
      publish(SSH, HostAccess.policies(fixture.staff, policy));
      expect(messages(stack)).toContain(
        `Hosts/${HOST}/Application BrowserRenderingInvalid: policy stack/office has the decision "${decision}". Cloudflare supports only allow and deny policies where it renders a terminal in the browser; remove the policy or browserRendering.`,
      );
    },
  );

  test("accepts a deny policy and one that is imported", () => {
    const deny = new AccessPolicy(stack, "deny", {
      account: ACCOUNT,
      decision: AccessDecision.DENY,
      include: [AccessRule.emails("a@example.com")],
    });
    const imported = AccessPolicy.fromPolicyId(stack, "imported", "11111111-2222-4333-8444-555555555555");
    publish(SSH, HostAccess.policies(deny, fixture.staff, imported));
    expect(problems(stack)).toEqual([]);
  });

  test("fails with a service token and with serviceAuth401", () => {
    publish(SSH, HostAccess.of({ policies: [fixture.staff], serviceAuth401: true })).allowServiceToken(
      new ServiceToken(stack, "ci", { account: ACCOUNT }),
    );
    expect(messages(stack)).toEqual([
      `Hosts/${HOST}/Application BrowserRenderingInvalid: serviceAuth401: no effect where Cloudflare renders a terminal in the browser, because service tokens are not supported there. Remove it.`,
      `Hosts/${HOST}/Application BrowserRenderingInvalid: stack/Hosts/${HOST}/Application renders a terminal in the browser, for which Cloudflare supports no service tokens, so stack/ci cannot be allowed. Reach the server by another host, without browserRendering.`,
    ]);
  });
});

describe("HostAccess.existing with an application that renders a terminal", () => {
  test("accepts an origin with the same terminal", () => {
    const { aud, resource } = servers(BrowserRendering.SSH);
    publish(SSH, HostAccess.existing({ aud, reason }));
    expect(problems(stack)).toEqual([]);
    expect(resource.typeInput).toBe("ssh");
  });

  test.each<[BrowserRendering | undefined, Origin, string]>([
    [undefined, SSH, "renders no terminal, but the origin requires a terminal for SSH"],
    [BrowserRendering.VNC, SSH, "renders a terminal for VNC, but the origin requires a terminal for SSH"],
    [BrowserRendering.SSH, ORIGIN, "renders a terminal for SSH, but the origin requires no terminal"],
  ])("fails when the application has the terminal %s and the origin another", (rendering, origin, text) => {
    publish(origin, HostAccess.existing({ aud: servers(rendering).aud, reason }));
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} BrowserRenderingInvalid: browserRendering: the application stack/servers of "${HOST}" ${text}. Use the same browserRendering for both.`,
    ]);
  });

  test("accepts an application that is managed elsewhere, whose type is unknown", () => {
    publish(SSH, HostAccess.existing({ aud: "a".repeat(64), reason }));
    expect(problems(stack)).toEqual([]);
  });

  test("fails when the terminal of an application is unknown to the library", () => {
    servers("rdp" as BrowserRendering);
    expect(messages(stack)).toEqual([
      'servers BrowserRenderingInvalid: browserRendering: "rdp" is not valid. Use BrowserRendering.SSH or BrowserRendering.VNC.',
    ]);
  });
});
