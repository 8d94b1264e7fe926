import { callName, isChange, JournalEntry, NOTHING, Rehearsal, RehearsedStack, Step } from "../../../lib/rehearsal";
import { describeWithTerraform } from "../../support/terraform";
import { written } from "../fixtures/app";

jest.setTimeout(60_000);

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const RECORD = "cloudflare_dns_record";
const ID = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";

const step = (...stacks: RehearsedStack[]): Step => ({ name: "written", stacks });
const changes = (journal: readonly JournalEntry[]) =>
  journal.filter(isChange).map((entry) => `${callName(entry)}${entry.outcome === "done" ? "" : `: ${entry.outcome}`}`);
const tunnel = (more: object = {}) => ({ account_id: "x", name: "edge", ...more });
const record = (name: string, more: object = {}) => ({ zone_id: "z", name, type: "TXT", content: "x", ...more });

describeWithTerraform("Rehearsal of", () => {
  let rehearsal: Rehearsal;
  afterEach(() => rehearsal?.close());
  const open = async (...steps: Step[]) => (rehearsal = await Rehearsal.open(steps));

  test("import blocks finds the objects with the values of the configuration and their ids", async () => {
    const importing = step(
      written({
        import: [
          { to: `${TUNNEL}.edge`, id: `x/${ID}` },
          { to: `${TUNNEL}_config.edge`, id: `x/${ID}` },
        ],
        resource: {
          [TUNNEL]: { edge: { ...tunnel(), lifecycle: { prevent_destroy: true } } },
          [`${TUNNEL}_config`]: {
            edge: { account_id: "x", tunnel_id: `\${${TUNNEL}.edge.id}`, config: { ingress: [{ service: "a" }] } },
          },
          [RECORD]: { app: record("app", { content: `\${${TUNNEL}.edge.id}.cfargotunnel.com` }) },
        },
      }),
    );
    await open(importing);
    expect(rehearsal.cloud.managedObjects().map(({ type, id }) => `${type} ${id}`)).toEqual([
      `${TUNNEL} ${ID}`,
      `${TUNNEL}_config ${ID}`,
    ]);
    expect(rehearsal.cloud.ofType(`${TUNNEL}_config`)[0].values.tunnel_id).toBe(ID);
    const applied = await rehearsal.apply(importing);
    expect(applied.diagnostics).toEqual([]);
    expect(changes(applied.journal)).toEqual([`create ${RECORD} app`]);
    expect(rehearsal.cloud.ofType(RECORD)[0].values.content).toBe(`${ID}.cfargotunnel.com`);
    expect(await rehearsal.plan(importing)).toEqual([]);
  });

  test("import blocks with for_each finds each object, also those of a Kubernetes cluster", async () => {
    const importing = step(
      written({
        import: [
          {
            for_each: '${{ a = "shop/a", b = "shop/b" }}',
            to: "kubernetes_service_v1.all[each.key]",
            id: "${each.value}",
          },
        ],
        resource: {
          kubernetes_service_v1: {
            all: { for_each: '${toset(["a", "b"])}', metadata: { name: "${each.key}", namespace: "shop" } },
          },
        },
      }),
    );
    await open(importing);
    expect(rehearsal.cloud.objects().map(({ id }) => id)).toEqual(["shop/a", "shop/b"]);
    const { outcome, journal } = await rehearsal.apply(importing);
    expect([outcome, changes(journal)]).toEqual(["converged", []]);
  });

  test("an import of what another stack created and no longer manages finds that object", async () => {
    const before = step(written({ resource: { [TUNNEL]: { edge: tunnel() } } }, "a"), written({}, "b"));
    const after = step(
      written({ removed: [{ from: `${TUNNEL}.edge`, lifecycle: { destroy: false } }] }, "a"),
      written({ import: [{ to: `${TUNNEL}.edge`, id: `x/${ID}` }], resource: { [TUNNEL]: { edge: tunnel() } } }, "b"),
    );
    await open(before, after);
    expect(await rehearsal.apply(before)).toMatchObject({ outcome: "converged" });
    const { outcome, journal } = await rehearsal.apply(after);
    expect([outcome, changes(journal)]).toEqual(["converged", []]);
    expect(rehearsal.cloud.ofType(TUNNEL)).toHaveLength(1);
    expect(await rehearsal.plan(after)).toEqual([]);
  });

  test("an import of an object that cannot be created from the configuration fails", async () => {
    const wrong = step(
      written({ import: [{ to: `${RECORD}.a`, id: "z/1" }], resource: { [RECORD]: { a: record("${x.none.id}") } } }),
    );
    await expect(Rehearsal.open([wrong])).rejects.toMatchObject({ code: "RehearsalDoesNotConverge" });
  });

  test("prevent_destroy refuses a replacement, and is ignored with a note when everything is destroyed", async () => {
    const of = (type: string) =>
      step(written({ resource: { [RECORD]: { a: record("a", { type, lifecycle: [{ prevent_destroy: true }] }) } } }));
    const [before, after] = [of("TXT"), of("A")];
    await open(before, after);
    await rehearsal.apply(before);
    const replaced = await rehearsal.apply(after);
    expect(replaced.outcome).toBe("failed");
    expect(replaced.diagnostics.map(({ summary }) => summary)).toEqual(["Instance cannot be destroyed"]);
    expect(rehearsal.notes).toEqual([]);
    expect((await rehearsal.apply(NOTHING)).outcome).toBe("converged");
    expect(rehearsal.cloud.objects()).toEqual([]);
    expect(rehearsal.notes).toEqual([
      `stack app: prevent_destroy of ${RECORD}.a is ignored in order to destroy the stack`,
    ]);
  });

  test("a moved block changes nothing, and a removed block leaves the object", async () => {
    const before = step(written({ resource: { [RECORD]: { a: record("a"), b: record("b") } } }));
    const after = step(
      written({
        moved: [{ from: `${RECORD}.a`, to: `${RECORD}.c` }],
        removed: [{ from: `${RECORD}.b`, lifecycle: { destroy: false } }],
        resource: { [RECORD]: { c: record("a") } },
      }),
    );
    await open(before, after);
    await rehearsal.apply(before);
    const { outcome, journal } = await rehearsal.apply(after);
    expect([outcome, changes(journal)]).toEqual(["converged", []]);
    expect(rehearsal.cloud.managedObjects()).toHaveLength(2);
    expect(changes((await rehearsal.apply(NOTHING)).journal)).toEqual([`delete ${RECORD} a`]);
  });
});
