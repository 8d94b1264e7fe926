import { changeOf, reportOf } from "./fixture";
import { routeTargets } from "../../lib/check/targets/routes";

const [ONE, TWO] = ["1".repeat(32), "2".repeat(32)];
const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const ROUTE = `${TUNNEL}_route`;
const POLICY = "cloudflare_zero_trust_gateway_policy";

const block = (account_id: string) => ({
  account_id,
  name: "block",
  action: "block",
  precedence: 1,
  enabled: true,
  filters: ["l4"],
  traffic: "net.dst.ip in {10.10.0.0/16}",
});
/** The same route in two accounts, with a block in some of them. */
const withBlocks = (...accounts: string[]) => ({
  resource: {
    [TUNNEL]: { one: { account_id: ONE, name: "edge" }, two: { account_id: TWO, name: "edge" } },
    [ROUTE]: {
      one: { account_id: ONE, network: "10.10.0.0/16", tunnel_id: `\${${TUNNEL}.one.id}` },
      two: { account_id: TWO, network: "10.10.0.0/16", tunnel_id: `\${${TUNNEL}.two.id}` },
    },
    [POLICY]: Object.fromEntries(accounts.map((account) => [`block-${account[0]}`, block(account)])),
  },
});
const inAccount = (account: string) => `10.10.0.0/16 in the default virtual network of account ${account.slice(0, 8)}`;

describe("a check of two accounts", () => {
  test("examines the same range in each account with its own policies", () => {
    const { changes } = changeOf(undefined, withBlocks(ONE));
    const projections = routeTargets(changes).map(({ target, changes: own }) => [
      target,
      own.map(({ address }) => address.replace(/^.*[.]/, "")).sort(),
    ]);
    expect(projections).toEqual([
      [inAccount(ONE), ["block-1", "one", "one"]],
      [inAccount(TWO), ["two", "two"]],
    ]);
  });

  test("fails if the only block of one account is deleted, although the other account has the same one", () => {
    const { findings, exitCode, targets } = reportOf(withBlocks(ONE, TWO), withBlocks(ONE));
    expect(findings.map(({ id }) => id)).toEqual([`public-route@${inAccount(TWO)}`]);
    expect(exitCode).toBe(1);
    expect(targets.map(({ target, isChanged }) => [target, isChanged])).toEqual([
      ["10.10.0.0/16 in the default virtual network of account 11111111", false],
      ["10.10.0.0/16 in the default virtual network of account 22222222", true],
    ]);
  });

  test("passes if each account has a block of the same precedence", () => {
    expect(reportOf(withBlocks(ONE, TWO), withBlocks(ONE, TWO)).findings).toEqual([]);
  });
});
