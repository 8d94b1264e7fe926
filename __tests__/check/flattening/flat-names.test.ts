import { FlatNames } from "../../../lib/check/flattening/flat-names";

const RECORD = "cloudflare_dns_record";
const names = (...addresses: string[]) => new FlatNames(addresses.map((address) => ({ address, type: RECORD })));

describe("FlatNames", () => {
  test.each([
    [`${RECORD}.www`, "www"],
    [`${RECORD}.www[0]`, "www_0"],
    [`${RECORD}.www["a.example.com"]`, "www_a_example_com"],
    [`module.app["web"].${RECORD}.this`, "app_web_this"],
    [`module.eu.module.app[1].${RECORD}.this["x y"]`, "eu_app_1_this_x_y"],
    [`${RECORD}._hidden`, "hidden"],
    [`module.m["1"].${RECORD}.r`, "m_1_r"],
  ])("names %s readably", (address, name) => {
    expect(names(address).of(address)).toBe(`${RECORD}.${name}`);
  });

  test("gives two instances different names", () => {
    const addresses = [`${RECORD}.a["b"]`, `${RECORD}.a_b`, `module.a.${RECORD}.b`];
    const flat = addresses.map((each) => names(...addresses).of(each));
    expect(flat).toEqual([`${RECORD}.a_b`, `${RECORD}.a_b_2`, `${RECORD}.a_b_3`]);
  });

  test("has no name for an instance that it does not know", () => {
    expect(names().of(`${RECORD}.www`)).toBeUndefined();
  });

  test("puts the addresses of the plan into a text", () => {
    const address = `module.app["web"].${RECORD}.this`;
    const text = `terraform untaint ${RECORD}.app_web_this, then ${RECORD}.other`;
    expect(names(address).original(text)).toBe(`terraform untaint ${address}, then ${RECORD}.other`);
  });
});
