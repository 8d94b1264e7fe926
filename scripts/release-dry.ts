import { projectRoot, readPackage } from "./entry-points";
import { releaseSteps, tarballsIn } from "./release/dry-run";

/** Does everything that a release does, except for publishing. A failed step does not stop the following ones. */
function main(): void {
  const manifest = readPackage(projectRoot);
  let isReady = true;
  for (const { name, problems } of releaseSteps(projectRoot, manifest)) {
    const found = problems();
    console.log(`${found.length === 0 ? "passed" : "FAILED"}  ${name}`);
    for (const each of found) console.log(each.replace(/^/gm, "        "));
    isReady &&= found.length === 0;
  }
  for (const { bytes, paths, manifest: packed } of tarballsIn(`${projectRoot}/dist`)) {
    console.log(`${packed.name} ${packed.version}: ${Math.ceil(bytes / 1000)} kB, ${paths.length} files`);
  }
  process.exitCode = isReady ? 0 : 1;
}

main();
