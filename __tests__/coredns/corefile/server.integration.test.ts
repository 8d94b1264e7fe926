import { corefile, CorefileOptions } from "../../../lib/coredns/corefile/corefile";
import { LabelSelector } from "../../../lib/coredns/label-selector";
import { describeWithCoredns } from "../../support/coredns/binary";
import { FakeCluster, namespace, Objects, service, slice, startCluster } from "../../support/coredns/cluster";
import { freePorts, RunningCoredns, startCoredns } from "../../support/coredns/server";
import { MEANT, ZONE } from "../support";

jest.setTimeout(30_000);

const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`many-${i}`, `10.244.9.${i}`]));
const EXPOSED = { expose: "yes" };
const OBJECTS: Objects = {
  namespaces: [namespace("shop"), namespace("hidden")],
  services: [
    service("shop", "web", "10.96.0.10", EXPOSED),
    service("shop", "db", "None"),
    service("shop", "many", "None"),
    service("hidden", "secret", "10.96.0.40"),
  ],
  endpointslices: [
    slice("shop", "web", { "web-5d8f-aaaaa": "10.244.1.11" }, EXPOSED),
    slice("shop", "db", { "db-0": "10.244.2.10", "db-1": "10.244.2.11" }),
    slice("shop", "many", many),
    slice("hidden", "secret", { "secret-0": "10.244.3.1" }),
  ],
};

describeWithCoredns("the real CoreDNS", () => {
  let cluster: FakeCluster;
  const running: RunningCoredns[] = [];
  const start = async (options: Partial<CorefileOptions> = {}) => {
    const ports = await freePorts();
    const server = await startCoredns(corefile({ ...MEANT, ports, ...options }), ports, cluster.url);
    running.push(server);
    return server;
  };
  beforeAll(async () => {
    cluster = await startCluster(OBJECTS);
  });
  afterAll(() => {
    for (const server of running) server.close();
    cluster?.close();
  });

  describe("with cluster.local served", () => {
    let server: RunningCoredns;
    beforeAll(async () => {
      server = await start({ clusterLocal: true });
    });

    test("serves exactly the zones that were meant, on the port that was meant", () => {
      const { dns } = server.ports;
      expect(server.serves).toEqual([`cluster.local.:${dns}`, `${ZONE}.:${dns}`]);
    });

    describe.each(["udp", "tcp"] as const)("over %s", (over) => {
      test.each([ZONE, "cluster.local"])(
        "answers a Service's address in %s, in the zone that was asked",
        async (zone) => {
          const { rcode, answers } = await server.ask({ name: `web.shop.svc.${zone}`, over });
          expect([rcode, ...answers]).toEqual(["NOERROR", `web.shop.svc.${zone}. 5 A 10.96.0.10`]);
        },
      );

      test.each([ZONE, "cluster.local"])("answers a headless Service's pods in %s", async (zone) => {
        const { answers } = await server.ask({ name: `db.shop.svc.${zone}`, over });
        expect([...answers].sort()).toEqual([
          `db.shop.svc.${zone}. 5 A 10.244.2.10`,
          `db.shop.svc.${zone}. 5 A 10.244.2.11`,
        ]);
      });

      test.each([ZONE, "cluster.local"])("answers where a Service's ports are in %s", async (zone) => {
        const { answers } = await server.ask({ name: `_http._tcp.web.shop.svc.${zone}`, type: "SRV", over });
        expect(answers).toEqual([`_http._tcp.web.shop.svc.${zone}. 5 SRV 80 web.shop.svc.${zone}.`]);
        const headless = await server.ask({ name: `_http._tcp.db.shop.svc.${zone}`, type: "SRV", over });
        expect([...headless.answers].sort()).toEqual([
          `_http._tcp.db.shop.svc.${zone}. 5 SRV 8080 db-0.db.shop.svc.${zone}.`,
          `_http._tcp.db.shop.svc.${zone}. 5 SRV 8080 db-1.db.shop.svc.${zone}.`,
        ]);
      });

      test("answers one pod by its name, of a Service with an address as well", async () => {
        const { answers } = await server.ask({ name: `web-5d8f-aaaaa.web.shop.svc.${ZONE}`, over });
        expect(answers).toEqual([`web-5d8f-aaaaa.web.shop.svc.${ZONE}. 5 A 10.244.1.11`]);
        const headless = await server.ask({ name: `db-0.db.shop.svc.${ZONE}`, over });
        expect(headless.answers).toEqual([`db-0.db.shop.svc.${ZONE}. 5 A 10.244.2.10`]);
      });

      test.each(["example.com", "k8s.example.internal", `prod.k8s.example.internal`, "internal"])(
        "refuses %s, which is outside, and never asks anybody else",
        async (name) => {
          expect(await server.ask({ name, over })).toMatchObject({ rcode: "REFUSED", recursion: false, answers: [] });
        },
      );

      test("refuses a source that may not ask, for names in the cache as well", async () => {
        const name = `web.shop.svc.${ZONE}`;
        expect((await server.ask({ name, over })).rcode).toBe("NOERROR");
        expect(await server.ask({ name, over, from: "127.0.0.2" })).toMatchObject({ rcode: "REFUSED", answers: [] });
      });
    });

    test("denies in the zone that was asked, and lets resolvers forget it soon", async () => {
      const { rcode, authority } = await server.ask({ name: `none.shop.svc.${ZONE}` });
      expect([rcode, ...authority]).toEqual(["NXDOMAIN", `${ZONE}. 5 SOA`]);
    });

    test("makes up no name for a pod's address", async () => {
      expect((await server.ask({ name: `10-244-1-11.shop.pod.${ZONE}` })).rcode).toBe("NXDOMAIN");
    });

    test("sends no datagram above 1232 bytes, whatever the client takes, and all of it over TCP", async () => {
      const name = `_http._tcp.many.shop.svc.${ZONE}`;
      const udp = await server.ask({ name, type: "SRV", takes: 65535 });
      expect(udp.truncated).toBe(true);
      expect(udp.size).toBeLessThanOrEqual(1232);
      const tcp = await server.ask({ name, type: "SRV", over: "tcp" });
      expect(tcp.truncated).toBe(false);
      expect(tcp.answers).toHaveLength(40);
    });

    test("answers the probes and the metrics where they are asked for", async () => {
      for (const what of ["ready", "health", "metrics"] as const) expect(await server.status(what)).toBe(200);
    });

    test("asks the API for what its role allows, and nothing else", () => {
      const paths = cluster.requests.map((request) => request.replace(/\?.*/, ""));
      expect([...new Set(paths)].sort()).toEqual([
        "GET /api/v1/namespaces",
        "GET /api/v1/services",
        "GET /apis/discovery.k8s.io/v1/endpointslices",
      ]);
    });
  });

  test("without serveClusterLocal refuses cluster.local", async () => {
    const server = await start();
    expect((await server.ask({ name: "web.shop.svc.cluster.local" })).rcode).toBe("REFUSED");
  });

  test("hides what is not in its namespaces", async () => {
    const server = await start({ namespaces: ["shop", "not-there"] });
    expect((await server.ask({ name: `web.shop.svc.${ZONE}` })).answers).toHaveLength(1);
    expect((await server.ask({ name: `secret.hidden.svc.${ZONE}` })).rcode).toBe("NXDOMAIN");
  });

  test.each<[LabelSelector[], string]>([
    [
      [LabelSelector.oneOf("expose", "yes"), LabelSelector.oneOf("expose", "no")],
      "expose+in+%28yes%29%2Cexpose+in+%28no%29",
    ],
    [[LabelSelector.oneOf("app", "a", "b"), LabelSelector.exists("x.io/y")], "app+in+%28a%2Cb%29%2Cx.io%2Fy"],
    [[LabelSelector.noneOf("app", "a"), LabelSelector.absent("z")], "app+notin+%28a%29%2C%21z"],
  ])("asks the API for labels as they are meant (%#)", async (serviceLabels, query) => {
    const before = cluster.requests.length;
    await start({ serviceLabels });
    const asked = cluster.requests.slice(before).filter((request) => request.includes("/services"));
    expect(asked[0]).toContain(query);
  });

  test("forwards a zone that is asked for by name, to those who may ask, and nothing else", async () => {
    // Another CoreDNS, with the zone as its own, is the other name server; "forward" asks on 53, and tests have no right to that port.
    const other = await start({ zones: ["corp.example.internal"] });
    const ports = await freePorts();
    const forward = [{ zone: "corp.example.internal", nameServers: ["127.0.0.1"] }];
    const text = corefile({ ...MEANT, ports, forward });
    const elsewhere = text.replace("forward . 127.0.0.1", `forward . 127.0.0.1:${other.ports.dns}`);
    const server = await startCoredns(elsewhere, ports, cluster.url);
    running.push(server);
    expect(server.serves).toEqual([`corp.example.internal.:${ports.dns}`, `${ZONE}.:${ports.dns}`]);
    const name = "web.shop.svc.corp.example.internal";
    expect((await server.ask({ name })).answers).toHaveLength(1);
    expect((await server.ask({ name, from: "127.0.0.2" })).rcode).toBe("REFUSED");
    expect((await server.ask({ name: "example.com" })).rcode).toBe("REFUSED");
  });
});
