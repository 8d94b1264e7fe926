import { projectRoot, readPackage } from "./entry-points";
import { writeBaseline } from "./release/baseline";

const { version, examples } = writeBaseline(projectRoot, readPackage(projectRoot).version);
console.log(`__tests__/upgrade/${version} contains ${examples.join(", ")}.`);
