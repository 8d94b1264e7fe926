import { FlatIdentifiers, FlatSide } from "../../../lib/check/flattening/flat-identifiers";
import { FlatNames } from "../../../lib/check/flattening/flat-names";
import type { Values } from "../../../lib/core/terraform/values";

const [APP, POLICY, RECORD] = [
  "cloudflare_zero_trust_access_application.app",
  "cloudflare_zero_trust_access_policy.staff",
  "cloudflare_dns_record.www",
];
const ID = "0f4a7c52-3f7e-4a9b-8f0c-2b7a3d1c9e55";
const OTHER_ID = "7d0c6d6e-5d0e-4a52-9c11-5f3b7a2e8d10";

function side(objects: Record<string, Values>, edges: Record<string, string[]> = {}): FlatSide {
  const entries = Object.entries(objects).map(([address, values]) => {
    const [type, name] = address.split(".");
    return [address, { address, type, name, data: false, values }] as const;
  });
  return { objects: new Map(entries), edges: new Map(Object.entries(edges)) };
}

/** The arguments of each object on each side. */
function argumentsOf(...sides: FlatSide[]): Record<string, Values>[] {
  const all = sides.flatMap(({ objects }) => [...objects.values()]);
  const identifiers = new FlatIdentifiers(sides, new FlatNames(all));
  return sides.map((each) =>
    Object.fromEntries([...each.objects].map(([address, object]) => [address, identifiers.argumentsOf(each, object)])),
  );
}

const uses = (id: string): Values => ({ policies: [{ id }], name: null });

describe("FlatIdentifiers", () => {
  test("refers to an object on which the user of its id depends", () => {
    const [found] = argumentsOf(side({ [POLICY]: { id: ID, name: "staff" }, [APP]: uses(ID) }, { [APP]: [POLICY] }));
    expect(found).toEqual({ [POLICY]: { name: "staff" }, [APP]: { policies: [{ id: `\${${POLICY}.id}` }] } });
  });

  test("refers through objects between them, and within a text", () => {
    const objects = { [POLICY]: { id: ID }, [APP]: { id: OTHER_ID }, [RECORD]: { content: `${ID}.cfargotunnel.com` } };
    const [found] = argumentsOf(side(objects, { [RECORD]: [APP], [APP]: [POLICY] }));
    expect(found[RECORD]).toEqual({ content: `\${${POLICY}.id}.cfargotunnel.com` });
  });

  test("refers to what only the apply creates", () => {
    const [found] = argumentsOf(
      side({ [POLICY]: { id: `${POLICY}.id` }, [APP]: uses(`${POLICY}.id`) }, { [APP]: [POLICY] }),
    );
    expect(found).toEqual({ [POLICY]: {}, [APP]: { policies: [{ id: `\${${POLICY}.id}` }] } });
  });

  test("gives the object its own id if the user does not depend on it", () => {
    const [found] = argumentsOf(side({ [POLICY]: { id: ID }, [APP]: uses(ID) }));
    expect(found).toEqual({ [POLICY]: { id: ID }, [APP]: { policies: [{ id: ID }] } });
  });

  test("decides the same for both sides", () => {
    const before = side({ [POLICY]: { id: ID }, [APP]: uses(ID) }, { [APP]: [POLICY] });
    const after = side({ [POLICY]: { id: ID }, [APP]: uses(ID) });
    for (const found of argumentsOf(before, after)) expect(found[POLICY]).toEqual({ id: ID });
  });

  test("keeps the id of a replaced object where the plan keeps it", () => {
    const before = side({ [POLICY]: { id: ID }, [APP]: uses(ID) }, { [APP]: [POLICY] });
    const after = side({ [POLICY]: { id: `${POLICY}.id` }, [APP]: uses(ID) }, { [APP]: [POLICY] });
    const found = argumentsOf(before, after);
    expect(found.map((each) => each[APP])).toEqual([uses(ID), uses(ID)].map(({ policies }) => ({ policies })));
    expect(found.map((each) => each[POLICY])).toEqual([{ id: ID }, {}]);
  });

  test("keeps an id that two objects share", () => {
    const [found] = argumentsOf(
      side({ [POLICY]: { id: ID }, [RECORD]: { id: ID }, [APP]: uses(ID) }, { [APP]: [POLICY, RECORD] }),
    );
    expect(found).toEqual({ [POLICY]: { id: ID }, [RECORD]: { id: ID }, [APP]: { policies: [{ id: ID }] } });
  });

  test("keeps an id that is a common text, and omits the one of a tunnel configuration", () => {
    const config = "cloudflare_zero_trust_tunnel_cloudflared_config.t";
    const [found] = argumentsOf(
      side({ [POLICY]: { id: "staff" }, [APP]: uses("staff"), [config]: { id: "t" } }, { [APP]: [POLICY] }),
    );
    expect(found).toMatchObject({ [POLICY]: { id: "staff" }, [config]: {} });
    expect(found[config]).toEqual({});
  });

  test("leaves a value alone that is not known", () => {
    const unknown = `unknown:${APP}.policies[0].id`;
    expect(argumentsOf(side({ [APP]: uses(unknown) }))[0][APP]).toEqual({ policies: [{ id: unknown }] });
  });
});
