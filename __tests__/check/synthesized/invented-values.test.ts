import { inventedDecisions } from "../../../lib/check/synthesized/invented-values";

const POLICY = "cloudflare_zero_trust_access_policy";

/** The attributes of a policy that depend on invented values. */
function decidedIn(values: object, more: object = {}, answered: string[] = []): string[] {
  const terraform = { ...more, resource: { [POLICY]: { p: { name: "p", ...values } } } };
  const placeholders = { text: "text", flag: true, number: 1 };
  const found = inventedDecisions(terraform, { placeholders, answered: new Set(answered) });
  return found.map(({ where, why }) => `${where}: ${/the value of (.*), which/.exec(why)![1]}`);
}

describe("inventedDecisions", () => {
  test.each<[string, object, string[]]>([
    ["a condition", { decision: '${var.flag ? "allow" : "bypass"}' }, ["decision: var.flag"]],
    ["a comparison", { decision: '${var.text == "dev" ? "bypass" : "allow"}' }, ["decision: var.text"]],
    ["a directive", { decision: '%{ if var.text == "a" }allow%{ endif }' }, ["decision: var.text"]],
    ["a number of instances", { count: "${var.number}" }, ["count: var.number"]],
    ["the keys of instances", { for_each: "${toset([var.text])}" }, ["for_each: var.text"]],
    ["dynamic blocks", { dynamic: { include: { for_each: "${[var.text]}" } } }, ["dynamic: var.text"]],
    ["a function that selects", { decision: "${lookup({}, var.text)}" }, ["decision: var.text"]],
    ["two of them", { x: ['${var.flag && data.http.y.body == "" ? 1 : 2}'] }, ["x: var.flag and data.http.y"]],
    ["a condition in a local value", { decision: "${local.decision}" }, ["decision: var.flag"]],
    ["a local value in a condition", { decision: '${local.text == "" ? "a" : "b"}' }, ["decision: var.text"]],
    ["a text that is only inserted", { domain: "${var.text}.${lower(var.text)}" }, []],
    ["a sign in the text around it", { domain: 'a?b=${var.text}&${format("%s=?", var.text)}' }, []],
    ["a variable with a value", { decision: '${var.given ? "allow" : "bypass"}' }, []],
    ["local values that contain each other", { decision: "${local.loop}" }, []],
    ["attributes that decide nothing", { name: "${var.flag}", session_duration: '${var.flag ? "1h" : "2h"}' }, []],
  ])("examines %s", (_, values, expected) => {
    const locals = { decision: '${var.flag ? "allow" : "bypass"}', text: "${var.text}", loop: "${local.loop}" };
    expect(decidedIn(values, { locals })).toEqual(expected);
  });

  test("ignores data sources with values of the user, and states of other stacks", () => {
    const conditionOn = (reference: string) => ({ decision: `\${${reference} == "" ? "allow" : "bypass"}` });
    expect(decidedIn(conditionOn("data.http.y.body"))).toEqual(["decision: data.http.y"]);
    expect(decidedIn(conditionOn("data.http.y.body"), {}, ["data.http.y"])).toEqual([]);
    expect(decidedIn(conditionOn("data.terraform_remote_state.y.outputs.z"))).toEqual([]);
  });
});
