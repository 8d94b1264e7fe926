import { corefile, CorefileOptions } from "../../../lib/coredns/corefile/corefile";
import { LabelSelector } from "../../../lib/coredns/label-selector";
import { describeWithCoredns } from "../../support/coredns/binary";
import { FakeCluster, namespace, Objects, service, slice, startCluster } from "../../support/coredns/cluster";
import { freePorts, RunningCoredns, startCoredns } from "../../support/coredns/server";
import { COREFILE, ZONE } from "../support";

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

describeWithCoredns("CoreDNS with a generated Corefile", () => {
  let cluster: FakeCluster;
  const running: RunningCoredns[] = [];
  const start = async (options: Partial<CorefileOptions> = {}) => {
    const ports = await freePorts();
    const server = await startCoredns(corefile({ ...COREFILE, ports, ...options }), ports, cluster.url);
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

    test("serves exactly the given zones on the given port", () => {
      const { dns } = server.ports;
      expect(server.serves).toEqual([`cluster.local.:${dns}`, `${ZONE}.:${dns}`]);
    });

    describe.each(["udp", "tcp"] as const)("over %s", (over) => {
      test.each([ZONE, "cluster.local"])("answers with the address of a Service in %s", async (zone) => {
        const { rcode, answers } = await server.ask({ name: `web.shop.svc.${zone}`, over });
        expect([rcode, ...answers]).toEqual(["NOERROR", `web.shop.svc.${zone}. 5 A 10.96.0.10`]);
      });

      test.each([ZONE, "cluster.local"])("answers with the pods of a headless Service in %s", async (zone) => {
        const { answers } = await server.ask({ name: `db.shop.svc.${zone}`, over });
        expect([...answers].sort()).toEqual([
          `db.shop.svc.${zone}. 5 A 10.244.2.10`,
          `db.shop.svc.${zone}. 5 A 10.244.2.11`,
        ]);
      });

      test.each([ZONE, "cluster.local"])("answers SRV queries for the ports of a Service in %s", async (zone) => {
        const { answers } = await server.ask({ name: `_http._tcp.web.shop.svc.${zone}`, type: "SRV", over });
        expect(answers).toEqual([`_http._tcp.web.shop.svc.${zone}. 5 SRV 80 web.shop.svc.${zone}.`]);
        const headless = await server.ask({ name: `_http._tcp.db.shop.svc.${zone}`, type: "SRV", over });
        expect([...headless.answers].sort()).toEqual([
          `_http._tcp.db.shop.svc.${zone}. 5 SRV 8080 db-0.db.shop.svc.${zone}.`,
          `_http._tcp.db.shop.svc.${zone}. 5 SRV 8080 db-1.db.shop.svc.${zone}.`,
        ]);
      });

      test("answers for a pod by name, even if its Service has a cluster IP", async () => {
        const { answers } = await server.ask({ name: `web-5d8f-aaaaa.web.shop.svc.${ZONE}`, over });
        expect(answers).toEqual([`web-5d8f-aaaaa.web.shop.svc.${ZONE}. 5 A 10.244.1.11`]);
        const headless = await server.ask({ name: `db-0.db.shop.svc.${ZONE}`, over });
        expect(headless.answers).toEqual([`db-0.db.shop.svc.${ZONE}. 5 A 10.244.2.10`]);
      });

      test.each(["example.com", "k8s.example.internal", `prod.k8s.example.internal`, "internal"])(
        "refuses %s, which is outside its zones, without recursion",
        async (name) => {
          expect(await server.ask({ name, over })).toMatchObject({ rcode: "REFUSED", recursion: false, answers: [] });
        },
      );

      test("refuses a source that is not allowed, even for cached names", async () => {
        const name = `web.shop.svc.${ZONE}`;
        expect((await server.ask({ name, over })).rcode).toBe("NOERROR");
        expect(await server.ask({ name, over, from: "127.0.0.2" })).toMatchObject({ rcode: "REFUSED", answers: [] });
      });
    });

    test("answers NXDOMAIN with the SOA of the queried zone and a short TTL", async () => {
      const { rcode, authority } = await server.ask({ name: `none.shop.svc.${ZONE}` });
      expect([rcode, ...authority]).toEqual(["NXDOMAIN", `${ZONE}. 5 SOA`]);
    });

    test("answers NXDOMAIN for a name made of a pod's address", async () => {
      expect((await server.ask({ name: `10-244-1-11.shop.pod.${ZONE}` })).rcode).toBe("NXDOMAIN");
    });

    test("truncates UDP answers at 1232 bytes and sends the complete answer over TCP", async () => {
      const name = `_http._tcp.many.shop.svc.${ZONE}`;
      const udp = await server.ask({ name, type: "SRV", takes: 65535 });
      expect(udp.truncated).toBe(true);
      expect(udp.size).toBeLessThanOrEqual(1232);
      const tcp = await server.ask({ name, type: "SRV", over: "tcp" });
      expect(tcp.truncated).toBe(false);
      expect(tcp.answers).toHaveLength(40);
    });

    test("serves the probes and the metrics", async () => {
      for (const what of ["ready", "health", "metrics"] as const) expect(await server.status(what)).toBe(200);
    });

    test("requests only what its role allows from the API", () => {
      const paths = cluster.requests.map((request) => request.replace(/\?.*/, ""));
      expect([...new Set(paths)].sort()).toEqual([
        "GET /api/v1/namespaces",
        "GET /api/v1/services",
        "GET /apis/discovery.k8s.io/v1/endpointslices",
      ]);
    });
  });

  test("refuses cluster.local unless serveClusterLocal is set", async () => {
    const server = await start();
    expect((await server.ask({ name: "web.shop.svc.cluster.local" })).rcode).toBe("REFUSED");
  });

  test("hides Services outside the given namespaces", async () => {
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
  ])("requests Services with the given label selectors from the API (case %#)", async (serviceLabels, query) => {
    const before = cluster.requests.length;
    await start({ serviceLabels });
    const asked = cluster.requests.slice(before).filter((request) => request.includes("/services"));
    expect(asked[0]).toContain(query);
  });

  test("forwards only the listed zone, and only for allowed sources", async () => {
    // A second CoreDNS that serves the zone is the other name server. "forward" uses port 53, which is not available to
    // tests.
    const other = await start({ zones: ["corp.example.internal"] });
    const ports = await freePorts();
    const forward = [{ zone: "corp.example.internal", nameServers: ["127.0.0.1"] }];
    const text = corefile({ ...COREFILE, ports, forward });
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
