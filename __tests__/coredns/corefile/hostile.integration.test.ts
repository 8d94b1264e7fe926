import * as fc from "fast-check";
import { parseCidr } from "../../../lib/core/addresses/cidr";
import { validateAllowedClients } from "../../../lib/coredns/allowed-clients";
import { corefile, CorefileOptions } from "../../../lib/coredns/corefile/corefile";
import { validateCorefile } from "../../../lib/coredns/corefile/validation";
import { LabelSelector } from "../../../lib/coredns/label-selector";
import { describeWithCoredns } from "../../support/coredns/binary";
import { FakeCluster, namespace, service, startCluster } from "../../support/coredns/cluster";
import { freePorts, RunningCoredns, startCoredns } from "../../support/coredns/server";
import { COREFILE, ZONE } from "../support";

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

/** Valid values, and valid values with a hostile text before, inside or after them. */
function hostile(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const breaking = fc.constantFrom(...BREAKING);
  const broken = fc.tuple(valid, breaking, fc.nat({ max: 100 })).map(([text, evil, percent]) => {
    const at = Math.round((text.length * percent) / 100);
    return text.slice(0, at) + evil + text.slice(at);
  });
  return fc.oneof(
    { weight: 5, arbitrary: broken },
    { weight: 1, arbitrary: valid },
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

describeWithCoredns("CoreDNS with a Corefile of hostile values", () => {
  let cluster: FakeCluster;
  const running: RunningCoredns[] = [];
  const start = async (options: Partial<CorefileOptions>) => {
    const ports = await freePorts();
    const server = await startCoredns(corefile({ ...COREFILE, ...options, ports }), ports, cluster?.url);
    running.push(server);
    return server;
  };
  const expectServed = (server: RunningCoredns, zones: string[]) =>
    expect(server.serves).toEqual(zones.map((name) => `${name}.:${server.ports.dns}`).sort());
  /** The response code for the apex of a zone. The name itself does not exist. */
  const apexOf = async (server: RunningCoredns, name: string) =>
    (await server.ask({ name, type: "SOA" }).catch(() => ({ rcode: "no answer" }))).rcode;
  afterEach(() => {
    for (const server of running.splice(0)) server.close();
    cluster?.close();
  });

  /** Passes all values that the validation accepts to CoreDNS at once. */
  async function checkAccepted(
    valid: fc.Arbitrary<string>,
    problems: (value: string) => unknown[],
    check: (accepted: string[]) => Promise<void>,
  ): Promise<void> {
    const values = fc.array(hostile(valid), { minLength: VALUES, maxLength: VALUES });
    const property = fc.asyncProperty(values, async (all) => {
      const accepted = [...new Set(all.filter((value) => problems(value).length === 0))];
      expect(accepted.length).toBeGreaterThan(20);
      expect(accepted.length).toBeLessThan(VALUES - 100);
      await check(accepted);
    });
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  }

  const problemsOf = (options: Partial<CorefileOptions>) => validateCorefile({ ...COREFILE, ...options });

  test("serves exactly the zones that the validation accepts", async () => {
    await checkAccepted(
      zone,
      (value) => problemsOf({ zones: [value] }),
      async (zones) => {
        const server = await start({ zones });
        expectServed(server, zones);
        for (const each of zones) expect([each, await apexOf(server, each)]).toEqual([each, "NOERROR"]);
      },
    );
  });

  test("serves exactly the forwarded zones that the validation accepts", async () => {
    await checkAccepted(
      zone,
      (value) => problemsOf({ forward: [{ zone: value, nameServers: ["10.0.0.2"] }] }),
      async (zones) => {
        const forward = zones.map((each) => ({ zone: each, nameServers: ["10.0.0.2"] }));
        expectServed(await start({ forward }), [ZONE, ...zones]);
      },
    );
  });

  test("answers for exactly the namespaces that the validation accepts", async () => {
    await checkAccepted(
      label,
      (value) => problemsOf({ namespaces: [value] }),
      async (namespaces) => {
        const all = [...namespaces, "surely-hidden"];
        cluster = await startCluster({
          namespaces: all.map(namespace),
          services: all.map((each) => service(each, "web", "10.96.0.10")),
          endpointslices: [],
        });
        const server = await start({ namespaces });
        expectServed(server, [ZONE]);
        for (const each of namespaces) {
          expect([each, (await server.ask({ name: `web.${each}.svc.${ZONE}` })).rcode]).toEqual([each, "NOERROR"]);
        }
        expect((await server.ask({ name: `web.surely-hidden.svc.${ZONE}` })).rcode).toBe("NXDOMAIN");
      },
    );
  });

  test("refuses queries from sources outside the CIDRs that the validation accepts", async () => {
    await checkAccepted(
      cidr,
      (value) => validateAllowedClients([value], undefined),
      async (sources) => {
        const allowFrom = sources.map((each) => parseCidr(each)!.text);
        const server = await start({ allowFrom });
        expectServed(server, [ZONE]);
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
  ])("requests exactly the label %s that the validation accepts from the API", async (_, valid, selector, expected) => {
    await checkAccepted(
      valid,
      (value) => problemsOf({ serviceLabels: [selector(value)] }),
      async (values) => {
        cluster = await startCluster({ namespaces: [], services: [], endpointslices: [] });
        expectServed(await start({ serviceLabels: values.map(selector) }), [ZONE]);
        const request = cluster.requests.find((each) => each.includes("/services"))!;
        const asked = new URL(request.split(" ")[1], cluster.url).searchParams.get("labelSelector");
        expect(asked!.split(/,(?![^(]*\))/).sort()).toEqual(values.map(expected).sort());
      },
    );
  });

  // A check of these tests: without the validation, each of these values has an effect that they detect.
  test.each([
    ["a second zone, and the first one on port 53", "dev.example evil.example"],
    ["a zone without a port", "dev.example#x"],
    ["an environment variable of the pod", "{$HOME}.example"],
    ["another protocol", "tls://dev.example"],
    ["other zones", "10.0.0.0/15"],
  ])("would serve %s for the zone %j without the validation", async (_, evil) => {
    const ports = await freePorts();
    const text = corefile({ ...COREFILE, ports }).replace(ZONE, evil);
    const server = await startCoredns(text, ports).catch(() => undefined); // port 53 is not available to tests
    if (server !== undefined) running.push(server);
    const intended = [`${evil}.:${ports.dns}`];
    expect(server && [server.serves, await apexOf(server, evil)]).not.toEqual([intended, "NOERROR"]);
    expect(problemsOf({ zones: [evil] })).not.toEqual([]);
  });
});
