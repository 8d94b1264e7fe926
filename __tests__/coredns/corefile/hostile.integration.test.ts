import * as fc from "fast-check";
import { parseCidr } from "../../../lib/core/addresses/cidr";
import { validateAllowedClients } from "../../../lib/coredns/allowed-clients";
import { corefile, CorefileOptions } from "../../../lib/coredns/corefile/corefile";
import { validateCorefile } from "../../../lib/coredns/corefile/validation";
import { LabelSelector } from "../../../lib/coredns/label-selector";
import { describeWithCoredns } from "../../support/coredns/binary";
import { FakeCluster, namespace, service, startCluster } from "../../support/coredns/cluster";
import { freePorts, RunningCoredns, startCoredns } from "../../support/coredns/server";
import { MEANT, ZONE } from "../support";

jest.setTimeout(60_000);

const VALUES = 500;
const WHITE = [
  " ",
  "\t",
  "\n",
  "\r\n",
  "\v",
  "\f",
  "\u0085",
  "\u00a0",
  "\u1680",
  "\u2003",
  "\u2028",
  "\u2029",
  "\u3000",
];
const BREAKING = [
  ...WHITE,
  ...'{ } { } {$EVIL} {%EVIL%} " # ; , ( ) \\ : :99 * . .. _ ! / % $'.split(" "),
  ...[
    "import /etc/hostname",
    "tls://",
    "https://",
    "grpc://",
    "quic://",
    "10.0.0.0/8",
    "fd00::/8",
    "\u200b",
    "\0",
    "ü",
  ],
  ...['"}"', "}\nevil.example:53 {\n", "\nallow net 0.0.0.0/0\n", "#x", "/33", "::ffff:", "A"],
];

/** A value as it should be, with something hostile in front of it, in it or behind it, and with nothing. */
function hostile(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const breaking = fc.constantFrom(...BREAKING);
  const broken = fc.tuple(right, breaking, fc.nat({ max: 100 })).map(([text, evil, percent]) => {
    const at = Math.round((text.length * percent) / 100);
    return text.slice(0, at) + evil + text.slice(at);
  });
  return fc.oneof(
    { weight: 5, arbitrary: broken },
    { weight: 1, arbitrary: right },
    { weight: 1, arbitrary: breaking },
  );
}

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const zone = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => [...labels, "internal"].join("."));
const cidr = fc
  .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.constantFrom(8, 16, 24, 32))
  .map(([a, b, prefix]) => `10.${prefix > 8 ? a : 0}.${prefix > 16 ? b : 0}.0/${prefix}`);
const key = fc.oneof(
  label,
  label.map((name) => `example.com/${name}`),
);

describeWithCoredns("the real CoreDNS, told hostile values", () => {
  let cluster: FakeCluster;
  const running: RunningCoredns[] = [];
  const start = async (options: Partial<CorefileOptions>) => {
    const ports = await freePorts();
    const server = await startCoredns(corefile({ ...MEANT, ...options, ports }), ports, cluster?.url);
    running.push(server);
    return server;
  };
  const served = (server: RunningCoredns, zones: string[]) =>
    expect(server.serves).toEqual(zones.map((name) => `${name}.:${server.ports.dns}`).sort());
  /** Over plain DNS; names apart, which nobody knows here. */
  const apexOf = async (server: RunningCoredns, name: string) =>
    (await server.ask({ name, type: "SOA" }).catch(() => ({ rcode: "no answer" }))).rcode;
  afterEach(() => {
    for (const server of running.splice(0)) server.close();
    cluster?.close();
  });

  /** What is not refused goes to CoreDNS, all of it at once. */
  async function judged(
    right: fc.Arbitrary<string>,
    problems: (value: string) => unknown[],
    judge: (accepted: string[]) => Promise<void>,
  ): Promise<void> {
    const values = fc.array(hostile(right), { minLength: VALUES, maxLength: VALUES });
    const property = fc.asyncProperty(values, async (all) => {
      const accepted = [...new Set(all.filter((value) => problems(value).length === 0))];
      expect(accepted.length).toBeGreaterThan(20);
      expect(accepted.length).toBeLessThan(VALUES - 100);
      await judge(accepted);
    });
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  }

  const judgedOptions = (options: Partial<CorefileOptions>) => validateCorefile({ ...MEANT, ...options });

  test("serves exactly the zones that it is let have", async () => {
    await judged(
      zone,
      (value) => judgedOptions({ zones: [value] }),
      async (zones) => {
        const server = await start({ zones });
        served(server, zones);
        for (const each of zones) expect([each, await apexOf(server, each)]).toEqual([each, "NOERROR"]);
      },
    );
  });

  test("serves exactly the forwarded zones that it is let have", async () => {
    await judged(
      zone,
      (value) => judgedOptions({ forward: [{ zone: value, nameServers: ["10.0.0.2"] }] }),
      async (zones) => {
        const forward = zones.map((each) => ({ zone: each, nameServers: ["10.0.0.2"] }));
        served(await start({ forward }), [ZONE, ...zones]);
      },
    );
  });

  test("answers exactly the namespaces that it is let have", async () => {
    await judged(
      label,
      (value) => judgedOptions({ namespaces: [value] }),
      async (namespaces) => {
        const all = [...namespaces, "surely-hidden"];
        cluster = await startCluster({
          namespaces: all.map(namespace),
          services: all.map((each) => service(each, "web", "10.96.0.10")),
          endpointslices: [],
        });
        const server = await start({ namespaces });
        served(server, [ZONE]);
        for (const each of namespaces) {
          expect([each, (await server.ask({ name: `web.${each}.svc.${ZONE}` })).rcode]).toEqual([each, "NOERROR"]);
        }
        expect((await server.ask({ name: `web.surely-hidden.svc.${ZONE}` })).rcode).toBe("NXDOMAIN");
      },
    );
  });

  test("lets in exactly the sources that it is let have", async () => {
    await judged(
      cidr,
      (value) => validateAllowedClients([value], undefined),
      async (sources) => {
        const allowFrom = sources.map((each) => parseCidr(each)!.text);
        const server = await start({ allowFrom });
        served(server, [ZONE]);
        expect((await server.ask({ name: ZONE, from: "127.0.0.2" })).rcode).toBe("REFUSED");
      },
    );
  });

  test.each<[string, fc.Arbitrary<string>, (value: string) => LabelSelector, (value: string) => string]>([
    ["keys", key, (value) => LabelSelector.exists(value), (value) => value],
    ["values", label, (value) => LabelSelector.oneOf("app", value), (value) => `app in (${value})`],
    [
      "lists",
      label,
      (value) => LabelSelector.oneOf("app", value, "b"),
      (value) => `app in (${[...new Set(["b", value])].sort().join(",")})`,
    ],
  ])("asks the API for exactly the labels that it is let have: %s", async (_, right, selector, meant) => {
    await judged(
      right,
      (value) => judgedOptions({ serviceLabels: [selector(value)] }),
      async (values) => {
        cluster = await startCluster({ namespaces: [], services: [], endpointslices: [] });
        served(await start({ serviceLabels: values.map(selector) }), [ZONE]);
        const request = cluster.requests.find((each) => each.includes("/services"))!;
        const asked = new URL(request.split(" ")[1], cluster.url).searchParams.get("labelSelector");
        expect(asked!.split(/,(?![^(]*\))/).sort()).toEqual(values.map(meant).sort());
      },
    );
  });

  // The judge itself: what would come of these if they got past.
  test.each([
    ["a second zone, and the first on port 53", "dev.example evil.example"],
    ["no port", "dev.example#x"],
    ["the environment of the pod", "{$HOME}.example"],
    ["another protocol", "tls://dev.example"],
    ["other zones", "10.0.0.0/15"],
  ])("would serve %s for the zone %j", async (_, evil) => {
    const ports = await freePorts();
    const text = corefile({ ...MEANT, ports }).replace(ZONE, evil);
    const server = await startCoredns(text, ports).catch(() => undefined); // not on port 53, which tests may not have
    if (server !== undefined) running.push(server);
    const asMeant = [`${evil}.:${ports.dns}`];
    expect(server && [server.serves, await apexOf(server, evil)]).not.toEqual([asMeant, "NOERROR"]);
    expect(judgedOptions({ zones: [evil] })).not.toEqual([]);
  });
});
