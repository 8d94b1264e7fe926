import { callName, isChange, JournalEntry, NOTHING, Rehearsal, RehearsedStack, Step } from "../../../lib/rehearsal";
import { describeWithTerraform } from "../../support/terraform";
import { written } from "../fixtures/app";

jest.setTimeout(60_000);

const step = (...stacks: RehearsedStack[]): Step => ({ name: "written", stacks });
const changes = (journal: readonly JournalEntry[]) =>
  journal.filter(isChange).map((entry) => `${callName(entry)}${entry.outcome === "done" ? "" : `: ${entry.outcome}`}`);

const EAST = { config_context: "east" };
const WEST = { config_context: "west", alias: "west" };
const NAMESPACE = "kubernetes_namespace_v1";
const SERVICE = "kubernetes_service_v1";

const namespace = (provider?: string) => ({ metadata: { name: "shop" }, ...(provider && { provider }) });
const serviceIn = (name: string, provider?: string) => ({
  metadata: { name: "web", namespace: `\${${NAMESPACE}.${name}.metadata[0].name}` },
  ...(provider && { provider }),
});

describeWithTerraform("Rehearsal with several provider configurations", () => {
  let rehearsal: Rehearsal;
  afterEach(() => rehearsal?.close());
  const open = async (...steps: Step[]) => (rehearsal = await Rehearsal.open(steps));
  const namesOf = (type: string) =>
    rehearsal.cloud
      .ofType(type)
      .map(({ name }) => name)
      .sort();

  test("keeps objects of the same name in two clusters of one stack apart", async () => {
    const both = step(
      written({
        provider: { kubernetes: [EAST, WEST] },
        resource: {
          [NAMESPACE]: { east: namespace(), west: namespace("kubernetes.west") },
          [SERVICE]: { east: serviceIn("east"), west: serviceIn("west", "kubernetes.west") },
        },
      }),
    );
    await open(both);
    const { outcome, journal } = await rehearsal.apply(both);
    expect(outcome).toBe("converged");
    expect(changes(journal).sort()).toEqual([
      "create kubernetes_namespace_v1 default/shop in east",
      "create kubernetes_namespace_v1 default/shop in west",
      "create kubernetes_service_v1 shop/web in east",
      "create kubernetes_service_v1 shop/web in west",
    ]);
    expect(await rehearsal.plan(both)).toEqual([]);
    expect((await rehearsal.apply(NOTHING)).outcome).toBe("converged");
    expect(rehearsal.cloud.objects()).toEqual([]);
  });

  test("keeps two stacks with different clusters apart, and refuses a duplicate in one cluster", async () => {
    const stack = (name: string, kubernetes: object) =>
      written({ provider: { kubernetes }, resource: { [NAMESPACE]: { n: namespace() } } }, name);
    const [east, west, again] = [stack("a", EAST), stack("b", { ...WEST, alias: undefined }), stack("c", EAST)];
    await open(step(east, west, again));
    expect((await rehearsal.apply(step(east, west))).outcome).toBe("converged");
    const refused = await rehearsal.apply(step(east, west, again));
    expect(refused.outcome).toBe("failed");
    expect(changes(refused.journal)).toEqual(["create kubernetes_namespace_v1 default/shop in east: refused"]);
  });

  test("creates a resource in the new cluster if its provider changes, and leaves the old object", async () => {
    const at = (provider?: string) =>
      step(written({ provider: { kubernetes: [EAST, WEST] }, resource: { [NAMESPACE]: { n: namespace(provider) } } }));
    const [before, after] = [at(), at("kubernetes.west")];
    await open(before, after);
    await rehearsal.apply(before);
    const moved = await rehearsal.apply(after);
    expect(moved.outcome).toBe("converged");
    expect(changes(moved.journal)).toEqual(["create kubernetes_namespace_v1 default/shop in west"]);
    expect(namesOf(NAMESPACE)).toEqual(["default/shop in east", "default/shop in west"]);
    expect(await rehearsal.plan(after)).toEqual([]);
  });

  test("moves an object from the cluster of one stack to that of another", async () => {
    const stack = (name: string, kubernetes: object, has: boolean) =>
      written({ provider: { kubernetes }, ...(has && { resource: { [NAMESPACE]: { n: namespace() } } }) }, name);
    const west = { config_context: "west" };
    const before = step(stack("a", EAST, true), stack("b", west, false));
    const after = step(stack("a", EAST, false), stack("b", west, true));
    await open(before, after);
    expect(await rehearsal.apply(before)).toMatchObject({ outcome: "converged", diagnostics: [] });
    expect(changes((await rehearsal.apply(after)).journal)).toEqual([
      "delete kubernetes_namespace_v1 default/shop in east",
      "create kubernetes_namespace_v1 default/shop in west",
    ]);
  });

  test("determines a cluster that is known only after its creation", async () => {
    const created = step(
      written({
        provider: {
          kubernetes: [
            { host: "${aws_eks_cluster.a.endpoint}" },
            { host: "${aws_eks_cluster.b.endpoint}", alias: "b" },
          ],
        },
        resource: {
          aws_eks_cluster: { a: { name: "a" }, b: { name: "b" } },
          [NAMESPACE]: { a: namespace(), b: namespace("kubernetes.b") },
        },
      }),
    );
    await open(created);
    expect((await rehearsal.apply(created)).outcome).toBe("converged");
    expect(new Set(namesOf(NAMESPACE)).size).toBe(2);
    expect(await rehearsal.plan(created)).toEqual([]);
    expect((await rehearsal.apply(NOTHING)).outcome).toBe("converged");
  });

  test("keeps objects of the same name in two accounts apart", async () => {
    const tunnel = "cloudflare_zero_trust_tunnel_cloudflared";
    const [one, two] = ["1".repeat(32), "2".repeat(32)];
    const inAccount = (account_id: string, name: string) => ({
      resource: {
        [tunnel]: { [name]: { account_id, name: "edge" } },
        [`${tunnel}_config`]: {
          [name]: {
            account_id,
            tunnel_id: `\${${tunnel}.${name}.id}`,
            config: { ingress: [{ service: "http_status:404" }] },
          },
        },
        [`${tunnel}_virtual_network`]: { [name]: { account_id, name: "lab" } },
        cloudflare_zero_trust_access_application: {
          [name]: { account_id, domain: "app.example.com", type: "self_hosted", name: "app" },
        },
      },
    });
    const [a, b] = [written(inAccount(one, "x"), "a"), written(inAccount(two, "y"), "b")];
    const both = step(a, b);
    await open(both);
    const { outcome, journal } = await rehearsal.apply(both);
    expect(outcome).toBe("converged");
    expect(new Set(changes(journal)).size).toBe(8);
    expect(changes(journal)).toEqual(
      expect.arrayContaining([
        `create ${tunnel} edge in account 11111111`,
        `create ${tunnel}_config config of edge in account 22222222`,
        "create cloudflare_zero_trust_access_application app.example.com in account 22222222",
      ]),
    );
  });
});
