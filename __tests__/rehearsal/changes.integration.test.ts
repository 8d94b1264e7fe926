import { Estate, EstateHost, stepOf } from "./fixtures/estate";
import { NOTHING, Rehearsal } from "../../lib/rehearsal";
import { isChange } from "../../lib/rehearsal/exploration/recording";
import { describeCall } from "../../lib/rehearsal/report";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(60_000);

const withPolicy = (policy: string, tunnel = "dev"): EstateHost => ({ tunnel, policies: [policy] });
const DEV: Estate["tunnels"] = { dev: {} };
const [A, B, C] = ["a.example.com", "b.example.com", "c.example.com"];
const three: Estate = {
  tunnels: DEV,
  hosts: { [A]: withPolicy("staff"), [B]: withPolicy("partners"), [C]: withPolicy("staff") },
};
const withoutB: Estate = { tunnels: DEV, hosts: { [A]: withPolicy("staff"), [C]: withPolicy("staff") } };

/** The changes between two estates, in the order in which they take effect. */
async function changes(before: Estate, after: Estate | undefined): Promise<string[]> {
  const [from, to] = [stepOf("before", before), after === undefined ? NOTHING : stepOf("after", after)];
  const rehearsal = await Rehearsal.open([from, to]);
  try {
    await rehearsal.apply(from);
    const { outcome, journal } = await rehearsal.apply(to);
    expect(outcome).toBe("converged");
    return journal
      .filter(isChange)
      .map(({ operation, type, name, outcome: end }) =>
        describeCall({ run: "", call: `${operation} ${type} ${name}`, outcome: end }),
      );
  } finally {
    rehearsal.close();
  }
}

describeWithTerraform("an edit of published hosts", () => {
  test("adds a host without a change to the tunnel or the other hosts", async () => {
    expect(await changes(withoutB, three)).toEqual([
      "create access_policy partners",
      `create access_application ${B}`,
      "update tunnel_cloudflared_config config of dev",
      `create dns_record ${B}`,
    ]);
  });

  test("removes a host in the order record, route, application, unused policy", async () => {
    expect(await changes(three, withoutB)).toEqual([
      `delete dns_record ${B}`,
      "update tunnel_cloudflared_config config of dev",
      `delete access_application ${B}`,
      "delete access_policy partners",
    ]);
  });

  test("keeps the record and the application of a host that moves to another tunnel", async () => {
    const moved = { tunnels: { ...DEV, prod: {} }, hosts: { ...withoutB.hosts, [B]: withPolicy("partners", "prod") } };
    expect([...(await changes(three, moved))].sort()).toEqual([
      "create tunnel_cloudflared prod",
      "create tunnel_cloudflared_config config of prod",
      `update dns_record ${B}`,
      "update tunnel_cloudflared_config config of dev",
    ]);
  });

  test("deletes an application after its token check, and creates it before", async () => {
    const publicB = { tunnels: DEV, hosts: { ...three.hosts, [B]: { tunnel: "dev", policies: [] } } };
    const only = (calls: string[]) => calls.filter((call) => !/dns_record|policy/.test(call));
    const update = "update tunnel_cloudflared_config config of dev";
    expect(only(await changes(three, publicB))).toEqual([update, `delete access_application ${B}`]);
    expect(only(await changes(publicB, three))).toEqual([`create access_application ${B}`, update]);
  });

  test("destroys everything from the records to the policies", async () => {
    const order = await changes(withoutB, undefined);
    const rank = (call: string) =>
      ["dns_record", "tunnel_cloudflared_config", "tunnel_cloudflared", "access_application", "access_policy"].indexOf(
        call.split(" ")[1],
      );
    expect(order.map(rank).slice(0, 4)).toEqual([0, 0, 1, 2]);
    expect(order).toHaveLength(7);
    expect(order.at(-1)).toBe("delete access_policy staff");
  });
});
