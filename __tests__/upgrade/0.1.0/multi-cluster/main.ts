import { App } from "cdktf";
import { build } from "./app";
import { Plan } from "cdktf-zero-trust";

const app = new App();
build(app, Plan.ENTERPRISE);
app.synth();
