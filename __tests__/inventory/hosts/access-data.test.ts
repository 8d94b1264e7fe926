import { accessDataOf, AccessDataOptions } from "../../../lib/inventory/hosts/access-data";
import { resolverOf, TerraformObject } from "../../../lib/inventory/terraform/objects";
import { Formula } from "../../../lib/reachability/users/formula";
import { Certainty, findStranger, findUser } from "../../../lib/reachability/users/search";
import { describeUser } from "../../../lib/reachability/users/user-text";

const PREFIX = "cloudflare_zero_trust_";
const object = (type: string, name: string, values: TerraformObject["values"], data = false): TerraformObject => ({
  address: `${data ? "data." : ""}${PREFIX}${type}.${name}`,
  type: `${PREFIX}${type}`,
  name,
  data,
  values,
});
const policy = (name: string, include: unknown, more: TerraformObject["values"] = {}) =>
  object("access_policy", name, { decision: "allow", name, include, ...more });
const idOf = ({ address }: TerraformObject) => `\${${address}.id}`;
const application = (policies: unknown, more: TerraformObject["values"] = {}) =>
  object("access_application", "app", { policies, ...more });

function admitted(objects: TerraformObject[], options: AccessDataOptions = {}): Formula {
  const data = accessDataOf(objects, resolverOf(objects), options);
  return data.edgeApplicationOf(data.applications[0]).admission.withToken;
}

/** A user in the set in words, and whether a stranger is in it. */
function who(objects: TerraformObject[], options?: AccessDataOptions): [string, boolean] {
  const users = admitted(objects, options);
  const user = findUser(users);
  return [user === undefined ? "no user" : describeUser(user), findStranger(users, Certainty.CERTAIN) !== undefined];
}

const staff = policy("staff", [{ email_domain: { domain: "example.com" } }]);
const everyone = policy("everyone", [{ everyone: {} }]);

describe("accessDataOf", () => {
  it("reads the policies of an application by reference, with unset selectors", () => {
    const unset = policy("unset", [{ email_domain: { domain: "example.com" }, everyone: null, ip: null }]);
    expect(who([unset, application([{ id: idOf(unset), precedence: 1 }])])).toEqual([
      "a user with an e-mail of example.com",
      false,
    ]);
  });

  it("reads inline policies, in ascending order of precedence", () => {
    const inline = (decision: string, precedence: number) => ({
      name: decision,
      decision,
      precedence,
      include: [{ everyone: {} }],
    });
    expect(who([application([inline("allow", 2), inline("deny", 1)])])).toEqual(["no user", false]);
    expect(who([application([inline("allow", 1), inline("deny", 2)])])).toEqual(["anyone who logs in", true]);
  });

  it("follows groups, identity providers, lists and posture checks", () => {
    const group = object("access_group", "g", { name: "g", include: [{ everyone: {} }] });
    const pin = object("access_identity_provider", "pin", { name: "PIN", type: "onetimepin" });
    const emails = object("list", "emails", { name: "emails", items: [{ value: "a@example.com" }] });
    const disk = object("device_posture_rule", "disk", { name: "disk", type: "disk_encryption" });
    const of = (selector: object) => {
      const own = policy("own", [selector]);
      return who([group, pin, emails, disk, own, application([{ id: idOf(own) }])]);
    };
    expect(of({ group: { id: idOf(group) } })).toEqual(["anyone who logs in", true]);
    expect(of({ login_method: { id: idOf(pin) } })).toEqual(["a user who logs in with PIN", true]);
    expect(of({ email_list: { id: idOf(emails) } })).toEqual(["a user with e-mail a@example.com", false]);
    expect(of({ device_posture: { integration_uid: idOf(disk) } })).toEqual(["a user whose device passes disk", false]);
    expect(of({ group: { id: "1234" } })).toEqual(["a user in Access group 1234", false]);
  });

  it("does not evaluate what only Terraform can", () => {
    const domain = policy("d", [{ email_domain: { domain: "${var.domain}" } }]);
    expect(who([domain, application([{ id: idOf(domain) }])])[0]).toMatch(/^a user who matches selector email_domain/);
    expect(who([application("${var.policies}")])[0]).toBe("a user whom policy var.policies allows");
    expect(
      who([policy("x", "${var.rules}"), application([{ id: "${cloudflare_zero_trust_access_policy.x.id}" }])])[0],
    ).toMatch(/^a user who matches selector/);
  });

  it("treats an absent policy or group as one without users", () => {
    const isAbsent = () => true;
    expect(who([application([{ id: "gone" }])])).toEqual(["a user whom policy gone allows", false]);
    expect(who([application([{ id: "gone" }])], { isAbsent })).toEqual(["no user", false]);
    const own = policy("own", [{ everyone: {} }], { require: [{ group: { id: "gone" } }] });
    expect(who([own, application([{ id: idOf(own) }])], { isAbsent })).toEqual(["no user", false]);
  });

  it("finds the users with a token for an audience", () => {
    const objects = [staff, application([{ id: idOf(staff) }], { aud: "A" })];
    const data = accessDataOf(objects, resolverOf(objects), { isAbsent: (id) => id === "gone" });
    expect(describeUser(findUser(data.usersWithToken("A"))!)).toBe("a user with an e-mail of example.com");
    expect(data.usersWithToken("gone")).toBe(false);
    expect(describeUser(findUser(data.usersWithToken("B"))!)).toBe("a user with a token for audience B");
  });

  it("evaluates applications that share their policies once", () => {
    const other = { ...application([{ id: idOf(everyone) }]), address: `${PREFIX}access_application.other` };
    const objects = [everyone, application([{ id: idOf(everyone) }]), other];
    const data = accessDataOf(objects, resolverOf(objects));
    const [a, b] = data.applications.map((each) => data.edgeApplicationOf(each).admission);
    expect(a).toBe(b);
  });

  it("reads private destinations", () => {
    const destinations = [
      { type: "private", cidr: "10.0.0.0/8", port_range: "22-23", l4_protocol: "tcp" },
      { type: "private", hostname: "db.internal" },
    ];
    const objects = [application([], { name: "db", destinations })];
    expect(accessDataOf(objects, resolverOf(objects)).privateApplications()).toMatchObject([
      {
        name: "db",
        destinations: [
          { cidr: { text: "10.0.0.0/8" }, ports: { from: 22, to: 23 }, protocol: "tcp" },
          { hostname: "db.internal" },
        ],
      },
    ]);
  });
});
