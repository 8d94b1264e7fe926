import { APPLICATION, CONFIGURATION, handWritten, POLICY, RECORD, reportOf, Terraform } from "./fixture";

const HOST = "a.example.com";

/** A stack with one host, edited. */
function edited(edit: (resources: Terraform) => void): Terraform {
  const terraform = handWritten({ hosts: [HOST] });
  edit(terraform.resource);
  return terraform;
}

function withoutApplication({ resource }: Terraform): Terraform {
  const { [APPLICATION]: _, ...rest } = resource;
  return { resource: rest };
}

function idsOf(before: Terraform, after: Terraform): string[] {
  return reportOf(before, after).findings.map(({ id }) => id);
}

describe("a check of values in other spellings", () => {
  test.each<[string, (resources: Terraform) => void]>([
    ["a record with a final dot", (each) => (each[RECORD].a.name = "a.example.com.")],
    ["a record with capital letters", (each) => (each[RECORD].a.name = "A.Example.com")],
    ["a record with a type in lower case", (each) => (each[RECORD].a.type = "cname")],
    ["a rule with capital letters", (each) => (each[CONFIGURATION].edge.config.ingress[0].hostname = "A.Example.com")],
  ])("evaluates %s", (_, edit) => {
    const before = edited(edit);
    expect(idsOf(before, withoutApplication(before))).toEqual([`public-host@${HOST}`]);
  });

  test("evaluates a name in Punycode and in Unicode as one", () => {
    const before = edited((each) => {
      each[RECORD].a.name = "bücher.example.com";
      each[CONFIGURATION].edge.config.ingress[0].hostname = "xn--bcher-kva.example.com";
      each[APPLICATION].a.destinations[0].uri = "bücher.example.com";
    });
    expect(idsOf(before, before)).toEqual([]);
    expect(idsOf(before, withoutApplication(before))).toEqual(["public-host@xn--bcher-kva.example.com"]);
  });

  test("evaluates a record whose `proxied` is a text", () => {
    const before = edited((each) =>
      Object.assign(each[RECORD].a, { type: "A", content: "203.0.113.9", proxied: "true" }),
    );
    expect(idsOf(before, withoutApplication(before))).toEqual([`public-host@${HOST}`]);
  });

  const bypass = { account_id: "x", name: "open", decision: "Bypass", include: [{ everyone: {} }] };

  test("evaluates a decision in any letter case", () => {
    const after = edited((each) => (each[POLICY].staff = bypass));
    expect(idsOf(handWritten({ hosts: [HOST] }), after)).toEqual([`public-host@${HOST}`]);
  });

  test("evaluates types of applications and destinations in any letter case", () => {
    const after = edited((each) => {
      each[POLICY].open = bypass;
      each[APPLICATION].callback = {
        account_id: "x",
        type: "SELF_HOSTED",
        destinations: [{ type: "Public", uri: `${HOST}/callback` }],
        policies: [{ id: `\${${POLICY}.open.id}`, precedence: 1 }],
      };
    });
    expect(idsOf(handWritten({ hosts: [HOST] }), after)).toEqual([`public-host@${HOST}`]);
  });

  test.each([
    ["that is absent comes after the one before it", 1, undefined],
    ["that is a text is a number", "1", "2"],
  ])("a precedence %s", (_, first, second) => {
    const after = edited((each) => {
      const [open, denied] = ["allow", "deny"].map((decision) => ({
        account_id: "x",
        name: decision,
        decision,
        include: [{ everyone: {} }],
      }));
      Object.assign(each[POLICY], { open, denied });
      const policies = [
        { id: `\${${POLICY}.denied.id}`, precedence: second },
        { id: `\${${POLICY}.open.id}`, precedence: first },
      ];
      each[APPLICATION].a.policies = second === undefined ? policies.reverse() : policies;
    });
    expect(idsOf(handWritten({ hosts: [HOST] }), after)).toEqual([`public-host@${HOST}`]);
  });

  const TYPES = "cloudflare_zero_trust_access_identity_provider";
  const provider = { account_id: "x", name: "pin", type: "OneTimePin", config: {} };

  test.each([
    ["the type of an identity provider", { login_method: { id: `\${${TYPES}.pin.id}` } }],
    ["a level of risk", { user_risk_score: { user_risk_score: ["Low"] } }],
  ])("evaluates %s in any letter case", (_, selector) => {
    const after = edited((each) => {
      each[TYPES] = { pin: provider };
      each[POLICY].staff.include = [selector];
    });
    expect(idsOf(handWritten({ hosts: [HOST] }), after)).toEqual([`public-host@${HOST}`]);
  });

  test.each([
    ["selector", { include: [{ shoe_size: { size: 44 } }] }],
    ["decision", { decision: "permit" }],
    ["form of an address", { include: [{ ip: { ip: "0.0.0.1/0" } }] }],
  ])("does not understand an unknown %s", (_, more) => {
    const after = edited((each) => Object.assign(each[POLICY].staff, more));
    expect(reportOf(handWritten({ hosts: [HOST] }), after).exitCode).toBe(3);
  });
});
