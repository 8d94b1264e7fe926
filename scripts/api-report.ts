import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessage,
} from "@microsoft/api-extractor";
import { EntryPoint, entryPoints, projectRoot } from "./entry-points";
import { copyProject, inScratch } from "./scratch";

/** Writes etc/<entry>.api.md anew: one report an entry point, none for what is no longer one. */
export function updateReports(root: string): void {
  inScratch((scratch) => {
    const reports = writeReports(root, scratch);
    rmSync(path.join(root, "etc"), { recursive: true, force: true });
    cpSync(reports, path.join(root, "etc"), { recursive: true });
  });
}

/** Gives the differences between etc/ and what the code says now: empty where there are none. */
export function reportDifferences(root: string): string {
  return inScratch((scratch) => {
    const reports = writeReports(root, scratch);
    const kept = path.join(root, "etc");
    if (!existsSync(kept)) return `etc/ does not exist; expected ${readdirSync(reports).join(", ")}\n`;
    const diff = ["diff", "--no-index", "--no-prefix", "--", kept, reports];
    return spawnSync("git", diff, { encoding: "utf8" })
      .stdout.replaceAll(`${reports.slice(1)}/`, "etc/")
      .replaceAll(`${kept.slice(1)}/`, "etc/");
  });
}

function writeReports(root: string, scratch: string): string {
  copyProject(root, scratch, ["lib", "package.json", "tsconfig.json", "tsconfig.build.json"]);
  const tsc = path.join(projectRoot, "node_modules/typescript/bin/tsc");
  const compiled = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: scratch, encoding: "utf8" });
  if (compiled.status !== 0) throw new Error(`lib/ does not compile\n${compiled.stdout}`);

  const reports = path.join(scratch, "etc");
  mkdirSync(reports);
  const configs = entryPoints(root).map((entry) => reportConfig(scratch, reports, entry));
  const others = configs.slice(1).map((config) => config.mainEntryPointFilePath);
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: others });
  // A `localBuild` writes the report in place.
  for (const config of configs) {
    Extractor.invoke(config, { localBuild: true, compilerState, messageCallback: failOnError });
  }
  return reports;
}

function reportConfig(scratch: string, reportFolder: string, entry: EntryPoint): ExtractorConfig {
  const silent = { logLevel: ExtractorLogLevel.None };
  return ExtractorConfig.prepare({
    configObjectFullPath: path.join(scratch, "api-extractor.json"),
    packageJsonFullPath: path.join(scratch, "package.json"),
    configObject: {
      projectFolder: scratch,
      mainEntryPointFilePath: path.join(scratch, entry.source.replace(/\.ts$/, ".d.ts")),
      newlineKind: "lf",
      compiler: { tsconfigFilePath: path.join(scratch, "tsconfig.build.json"), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: path.join(scratch, "temp"),
        reportFileName: entry.name,
      },
      messages: {
        // Doc comments are plain words for editors, and what is exported at all is public.
        tsdocMessageReporting: { default: silent },
        extractorMessageReporting: {
          default: silent,
          // A type that users meet and cannot import is shown in the report; the other entry points speak of the index's types.
          "ae-forgotten-export": { ...silent, addToApiReportFile: entry.name === "index" },
        },
      },
    },
  });
}

function failOnError(message: ExtractorMessage): void {
  if (message.logLevel === ExtractorLogLevel.Error) throw new Error(message.formatMessageWithLocation(undefined));
  message.handled = message.logLevel !== ExtractorLogLevel.None;
}

if (require.main === module) {
  if (process.argv.includes("--check")) {
    const differences = reportDifferences(projectRoot);
    process.stdout.write(differences);
    if (differences) console.error("the public face changed: run `npm run api` and commit etc/, if that was meant");
    process.exitCode = differences ? 1 : 0;
  } else {
    updateReports(projectRoot);
  }
}
