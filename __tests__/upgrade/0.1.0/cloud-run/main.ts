import { App } from "cdktf";
import { CloudRunStack } from "./cloud-run-stack";

const app = new App();
new CloudRunStack(app, "cloud-run");
app.synth();
