import { NOTHING } from "./fixtures/app";
import { Estate, EstateHost, stepOf } from "./fixtures/estate";
import { Rehearsal } from "../../lib/rehearsal";
import { isChange } from "../../lib/rehearsal/exploration/recording";
import { describeCall } from "../../lib/rehearsal/report";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(60_000);

const behind = (policy: string, tunnel = "dev"): EstateHost => ({ tunnel, policies: [policy] });
const DEV: Estate["tunnels"] = { dev: {} };
const [A, B, C] = ["a.example.com", "b.example.com", "c.example.com"];
const three: Estate = { tunnels: DEV, hosts: { [A]: behind("staff"), [B]: behind("partners"), [C]: behind("staff") } };
const withoutB: Estate = { tunnels: DEV, hosts: { [A]: behind("staff"), [C]: behind("staff") } };

/** In the order of their effects. */
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

describeWithTerraform("an edit changes no more than it says, in the order of the contract", () => {
  test("a new host leaves the tunnel and the other hosts alone", async () => {
    expect(await changes(withoutB, three)).toEqual([
      "create access_policy partners",
      `create access_application ${B}`,
      "update tunnel_cloudflared_config config of dev",
      `create dns_record ${B}`,
    ]);
  });

  test("a host goes by its name, its route, its lock, and the policy that nobody uses any more", async () => {
    expect(await changes(three, withoutB)).toEqual([
      `delete dns_record ${B}`,
      "update tunnel_cloudflared_config config of dev",
      `delete access_application ${B}`,
      "delete access_policy partners",
    ]);
  });

  test("a host that moves to another tunnel keeps its record and its application", async () => {
    const moved = { tunnels: { ...DEV, prod: {} }, hosts: { ...withoutB.hosts, [B]: behind("partners", "prod") } };
    expect([...(await changes(three, moved))].sort()).toEqual([
      "create tunnel_cloudflared prod",
      "create tunnel_cloudflared_config config of prod",
      `update dns_record ${B}`,
      "update tunnel_cloudflared_config config of dev",
    ]);
  });

  test("a host is open before its lock goes, and locked before the lock is asked for", async () => {
    const open = { tunnels: DEV, hosts: { ...three.hosts, [B]: { tunnel: "dev", policies: [] } } };
    const only = (calls: string[]) => calls.filter((call) => !/dns_record|policy/.test(call));
    const update = "update tunnel_cloudflared_config config of dev";
    expect(only(await changes(three, open))).toEqual([update, `delete access_application ${B}`]);
    expect(only(await changes(open, three))).toEqual([`create access_application ${B}`, update]);
  });

  test("all of it goes from the names down to the policies", async () => {
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
