"""The HTTP API: requests in, arrays out. Worker processes check and answer them."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from policyscope.runs import EstimatesRequest, ExactRequest, LandscapeRequest, Limits, ScriptRequest, catalog
from policyscope.web.assets import ASK_AGAIN, Asset
from policyscope.web.delivery import CSV, NDJSON, PYTHON, Answer, Export, Recording, Studying
from policyscope.web.embedding.oembed import base_of
from policyscope.web.live.server_messages import Frame
from policyscope.web.openapi import asks, replies
from policyscope.web.page_catalog import page_parts
from policyscope.web.recordings import ExportRequest
from policyscope.web.replies import (
    EstimatesReply,
    ExactReply,
    GaussianExactReply,
    LandscapeReply,
    RunRequest,
    StudyCell,
    StudyPlan,
    StudyProgress,
    StudyRequest,
    StudyTable,
)
from policyscope.web.tasks import encoded
from policyscope.web.worker_queue import WorkerQueue

HTML = "text/html"
BANDIT = {"kind": "bandit", "means": [1.0, 0.7, 0.0]}
THETA = [0.0, 0.5, 1.0]
GRID = {"optimizer.learning_rate": [0.1, 1.0]}
PLANE = {"x_direction": [1.0, 0.0, 0.0], "y_direction": [0.0, 1.0, 0.0]}


def study_parts(limits: Limits) -> dict[str, str]:
    """The same of the page of studies, and the studies it offers. Their floor is loaded with the first look at them."""
    from policyscope.studies import PRESETS

    return page_parts(limits) | {"studies": encoded([preset.as_json() for preset in PRESETS]).decode().replace("<", "\\u003c")}


def router(worker_queue: WorkerQueue, limits: Limits) -> APIRouter:
    """The routes below /api."""
    api = APIRouter(prefix="/api", tags=["API"])
    shelf: list[Asset] = []

    def made() -> Asset:
        asset = Asset.of("catalog.json", encoded(catalog(limits)))
        asset.compress()
        return asset

    async def answer(request: Request, question: str) -> Response:
        return Answer(worker_queue, client_of(request), question, await body(request), limits)

    @api.get("/catalog", responses=replies(None, "Schemas, defaults, presets, streams and limits."))
    async def get_catalog(request: Request) -> Response:
        """Every kind with its JSON schema, labels, ranges and help; the presets; the streams; the limits."""
        if not shelf:
            shelf.append(await asyncio.to_thread(made))
        return shelf[0].response(request.headers, ASK_AGAIN)

    @api.post(
        "/exact",
        openapi_extra=asks(ExactRequest, {"problem": BANDIT, "theta": THETA}),
        responses=replies((ExactReply, GaussianExactReply), "The answer; the second schema is for a Gaussian policy."),
    )
    async def post_exact(request: Request) -> Response:
        """The exact answer at one θ: J, H, J + βH, its gradient, V, Q, advantages, visits, scores, Fisher matrix; of a Gaussian μ and σ."""
        return await answer(request, "exact")

    @api.post(
        "/estimates",
        openapi_extra=asks(EstimatesRequest, {"problem": BANDIT, "theta": THETA, "estimators": [{"kind": "reinforce"}], "samples": 1000}),
        responses=replies(EstimatesReply),
    )
    async def post_estimates(request: Request) -> Response:
        """Each estimator on sampled episodes at one θ: mean, spread, bias, and how many episodes it needs to point the right way."""
        return await answer(request, "estimates")

    @api.post("/landscape", openapi_extra=asks(LandscapeRequest, {"problem": BANDIT, **PLANE}), responses=replies(LandscapeReply))
    async def post_landscape(request: Request) -> Response:
        """J (with an entropy bonus, J + βH) on a square grid in a plane through θ-space."""
        return await answer(request, "landscape")

    @api.post(
        "/runs",
        openapi_extra=asks(RunRequest, {"experiment": {"problem": BANDIT, "seed": 1}, "updates": 100, "every": 10}),
        responses=replies(Frame, "One frame per line, as JSON; with `Accept: text/csv`, a table.", (NDJSON, CSV)),
    )
    async def post_runs(request: Request) -> Response:
        """Record a run: one frame before the first update, then one every `every` updates and one after the last.

        Of `runs: R` the frames show run 0, with `quantiles` of J over all R, of one state those of its probabilities too; the last
        one has θ and J of every run in `ensemble`. In a table those are the columns `value_mean`, `value_q10` …, and at the end a
        row for each `run`.

        A run that takes longer than the server allows for one answer ends early, and its last line says so: a problem object with
        the `update` and `state` that the run had reached, or, in a table, a line that begins with #.
        """
        table = CSV in request.headers.get("accept", "")
        return Recording(worker_queue, client_of(request), await body(request), table, limits)

    @api.post(
        "/studies",
        openapi_extra=asks(StudyRequest, {"experiment": {"problem": BANDIT}, "grid": GRID, "seeds": 20, "updates": 200}),
        responses=replies(
            (StudyPlan, StudyProgress, StudyCell, StudyTable), "One object per line; with `Accept: text/csv`, a table.", (NDJSON, CSV)
        ),
    )
    async def post_studies(request: Request) -> Response:
        """The experiment over a grid of settings, many seeds each: mean, standard error and quantiles of J over time, cell by cell.

        First comes the plan, then progress after each chunk of runs and each cell as soon as it is complete, and at the end the table:
        every cell after the last update. In CSV there is a row for each cell and moment. The numbers are those of `ps.study`. A cell that
        cannot be has its `error`, and the others are computed.

        A study that takes longer than the setting `study_seconds` ends early, and its last line says so, as that of a run does.
        """
        table = CSV in request.headers.get("accept", "")
        return Studying(worker_queue, client_of(request), await body(request), table, limits)

    @api.post(
        "/export",
        openapi_extra=asks(ExportRequest, {"query": "preset=three_arms&at=500&panels=landscape,probabilities"}),
        responses=replies(None, "The file.", (HTML,)),
    )
    async def post_export(request: Request) -> Response:
        """A run as one HTML file that plays it back without a server: the page's own player and panels, on recorded moments."""
        return Export(worker_queue, client_of(request), await body(request), limits, base_of(request))

    @api.post(
        "/script",
        openapi_extra=asks(
            ScriptRequest,
            {"experiment": {"problem": BANDIT, "seed": 1}, "updates": 60, "changes": [[20, {"optimizer.learning_rate": 0.3}]]},
        ),
        responses=replies(None, "The script, as UTF-8.", (PYTHON,)),
    )
    async def post_script(request: Request) -> Response:
        """A run as a Python script that needs NumPy alone and prints the same θ: settings, seed, and what was changed on the way.

        For every discrete problem under a softmax policy over features. Networks, Gaussian policies, several runs and problems of more
        than fifty thousand transitions are refused, naming the field.
        """
        client, raw = client_of(request), await body(request)
        return Answer(worker_queue, client, "script", raw, limits, f"{PYTHON}; charset=utf-8")

    return api


def client_of(request: Request) -> str:
    """The address a request comes from."""
    return request.client.host if request.client else ""


async def body(request: Request) -> bytes:
    """A request's JSON body, not yet parsed.

    Raises:
        HTTPException: 415 for another kind of body. Browsers send those to foreign servers without asking first.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HTTPException(415, f"Expected a body of Content-Type application/json, got {kind or 'none'}")
    return await request.body()
