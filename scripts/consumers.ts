import path from "node:path";
import { consumers } from "./consumers/consumers";
import { differences } from "./consumers/difference";
import { synthesizedExamples } from "./consumers/examples";
import { projectRoot } from "./entry-points";
import { step } from "./run-command";

/**
 * Installs each package of dist/ in a folder of its own, as its documentation describes, type-checks the examples there
 * and synthesizes them. All of them must have the same result as those of the package for CDK for Terraform. The unit
 * tests run with the npm alias too.
 */
function compareConsumers(): boolean {
  const synthesized = consumers(path.join(projectRoot, "dist")).map((consumer) => {
    const folder = step(`${consumer.name}: install`, () => consumer.install());
    const examples = step(`${consumer.name}: type check and synthesize the examples`, () =>
      synthesizedExamples(folder, consumer.rewriteExample),
    );
    const { test } = consumer;
    if (test !== undefined) step(`${consumer.name}: unit tests of what constructs`, () => test(folder));
    return { name: consumer.name, examples };
  });
  const [reference, ...others] = synthesized;
  const problems = others.flatMap(({ name, examples }) =>
    differences(reference.examples, examples).map((difference) => `${name}: ${difference}`),
  );
  for (const problem of problems) console.error(problem);
  const count = Object.keys(reference.examples).length;
  if (problems.length === 0) console.log(`${count} stacks are the same in ${synthesized.length} projects.`);
  return problems.length === 0;
}

if (!compareConsumers()) process.exitCode = 1;
