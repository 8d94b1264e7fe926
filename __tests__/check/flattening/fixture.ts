import { readFileSync } from "node:fs";
import path from "node:path";
import { FlatPlan, flattenPlan } from "../../../lib/check/flattening/flat-plan";
import type { ChangeSet } from "../../../lib/check/model";
import { readPlan } from "../../../lib/check/plan/read-plan";
import { PlanOrder, planOrder, planOrderWithoutGraph } from "../../../lib/check/plan-order";
import type { Values } from "../../../lib/core/terraform/values";
import { bodiesOf } from "../../../lib/rehearsal/plugin-protocol/references";

/** A plan of the fixtures, and what is read from it. */
export interface ReadFixture extends PlanOrder {
  readonly plan: Values;
  readonly changeSet: ChangeSet;
}

const textOf = (name: string, extension: string) =>
  readFileSync(path.join(__dirname, "../plan/fixtures", `${name}.${extension}`), "utf8");

/** Reads a plan such as "opentofu/moved", with its graph or without. */
export function readFixture(name: string, hasGraph = true): ReadFixture {
  return readFixtureOf(JSON.parse(textOf(name, "json")) as Values, hasGraph ? textOf(name, "dot") : undefined);
}

/** Reads a plan in JSON. */
export function readFixtureOf(plan: Values, graph?: string): ReadFixture {
  const changeSet = readPlan(plan, "app");
  const found = graph === undefined ? planOrderWithoutGraph(changeSet, plan) : planOrder(changeSet, plan, graph);
  return { plan, changeSet, ...found };
}

/** Flattens a plan that was read. */
export function flatOf({ plan, changeSet, input }: ReadFixture): FlatPlan {
  return flattenPlan(changeSet, plan, input!);
}

/** The resources of a flat configuration, by address. */
export function bodies(terraform: Values): Record<string, Values> {
  return Object.fromEntries(bodiesOf(terraform.resource).map(([type, name, body]) => [`${type}.${name}`, body]));
}

/** What a flat resource depends on. */
export const dependenciesIn = (terraform: Values, address: string): unknown => bodies(terraform)[address].depends_on;
