/**
 * Every shape the page knows, in one place: its own, and those of the wire (wire.js) that it names often. Types only: nothing here runs.
 *
 * Shapes follow the mathematics: S states, A actions, D parameters, T time steps, K score vectors kept, k cloud samples.
 */

/** @typedef {import("./wire.js").ClientMessage} ClientMessage */
/** @typedef {import("./wire.js").Cloud} Cloud */
/** @typedef {import("./wire.js").Continuous} Continuous */
/** @typedef {import("./wire.js").LinearQuadratic} LinearQuadratic */
/** @typedef {import("./wire.js").Paths} Paths */
/** @typedef {import("./wire.js").Episode} Episode */
/** @typedef {import("./replies.js").Estimate} Estimate */
/** @typedef {import("./wire.js").PolicyArrays} Policy */
/** @typedef {import("./wire.js").ProblemArrays} Problem */
/** @typedef {import("./wire.js").Samples} Samples */
/** @typedef {import("./wire.js").Values} Values */
/**
 * @typedef {object} Added             what the page itself adds to a frame
 * @property {boolean} [lost]          theta is not finite; streams that are not are left out (finite.js)
 * @property {number[]} [climbed]      the exact gradient where the estimate was drawn, one update before; known after single updates
 */
/** @typedef {import("./wire.js").Frame & Added} Frame  one moment of a run; a stream not subscribed to is absent */
/** @typedef {import("./wire.js").Opened & {experiment: Experiment, recorded?: Recorded}} Opened */
/**
 * @typedef {object} Recorded          what a recording knows; plane: where its landscape lies (maths/plane.js)
 * @property {boolean} compares        whether estimators were compared at some moments
 * @property {{kind: "preferences" | "parameters" | "directions", pair: [number, number],
 *   plane: {anchor: readonly number[], x: readonly number[], y: readonly number[], blind: boolean, full: boolean}}} [plane]
 */
/** @typedef {Opened | Frame | Exclude<import("./wire.js").ServerMessage, {type: "opened" | "frame"}>} ServerMessage */
/**
 * @typedef {{kind: string, [field: string]: any}} Part
 * @typedef {object} Experiment
 * @property {Part} problem
 * @property {Part & {features?: Part, temperature: number}} policy
 * @property {Part & {discount: number}} objective
 * @property {Part & {baseline?: Part}} estimator
 * @property {Part & {learning_rate: number}} optimizer
 * @property {number[] | null} initial_theta
 * @property {number} seed
 * @property {number} [runs]           runs side by side, with the seeds that follow
 */
/** @typedef {{short: string, sentence: string, looks_at: "nothing" | "past" | "batch" | "exact", unbiased: boolean, families: string[]}} BaselineFacts */
/** @typedef {{short: string, weighs_scores: boolean, has_critic: boolean, families: string[]}} EstimatorFacts */
/** @typedef {{baseline: Record<string, BaselineFacts>, estimator: Record<string, EstimatorFacts>}} Kinds  the catalog's facts by kind */
/**
 * @typedef {object} Lab               what a panel may know besides the moment; `experiment` is always the one of the moment shown
 * @property {Experiment} experiment
 * @property {Problem} problem
 * @property {Policy} policy
 * @property {Record<string, number>} limits
 * @property {Kinds} kinds             what every kind says of itself
 * @property {Recorded} [recorded]     it is a recording: nothing can change the run, and what was not recorded cannot be asked
 */

/** @typedef {Record<string, any>} Changes  live fields by their dotted path, e.g. {"optimizer.learning_rate": 0.3} */
/**
 * @typedef {object} ControlChange     as it stands on the timeline
 * @property {number} update           the first update it applied to
 * @property {Changes} changes         and under `theta` where it was put by hand
 * @property {string} text             in words, for the timeline
 * @property {boolean} [dragged]       theta was dragged while playing: no list of changes leads there
 */
/**
 * @typedef {object} Past              the kept frames up to the moment shown, oldest first; do not write to them
 * @property {readonly Frame[]} frames bounded and decimated: updates are not evenly spaced
 * @property {readonly ControlChange[]} marks
 * @property {(most: number) => readonly Frame[]} thin   at most `most` of them, evenly spread, the newest always last: draw from this
 */
/**
 * @typedef {object} Moment            what a panel draws
 * @property {Frame} frame
 * @property {number} index            its place among the kept frames
 * @property {Past} history
 * @property {boolean} playing
 * @property {boolean} scrubbed        a past moment is shown
 * @property {Lab} lab
 */

/**
 * @typedef {object} World             what a player needs of it
 * @property {(message: ClientMessage) => boolean} send   false while there is no connection
 * @property {(before: Opened | null) => void} opened     a run stands; `before` is the one before it
 * @property {(from: number | null) => void} leaving      a run is about to be cut off, and go on from an update; null: another one stands
 * @property {() => void} changed                         something to draw: a frame, a state, a setting
 * @property {(kind: "stepped" | "paused" | "finished" | "refused" | "branched", text: string, pointer?: string) => void} said
 * @property {(changes: Changes) => string} describe      a control change in words
 */

/** @typedef {"circle" | "square" | "triangle" | "diamond" | "cross" | "wedge" | "plus" | "hexagon"} Shape */
/**
 * @typedef {object} Identity          how one action looks everywhere: colour and marker and dash
 * @property {string} color
 * @property {Shape} shape
 * @property {number[]} dash           for canvas setLineDash, CSS px
 * @property {string} symbol           Plotly's name of the marker
 * @property {string} line             Plotly's name of the dash
 */
/**
 * @typedef {object} Theme             the custom properties of css/theme.css, resolved
 * @property {"light" | "dark" | "projector"} name
 * @property {boolean} dark
 * @property {string} paper
 * @property {string} ink
 * @property {string} quiet            secondary text, still 4.5 : 1
 * @property {string} line             axes and rules, 3 : 1
 * @property {string} grid             faint, decoration only
 * @property {string} accent           controls, the present moment
 * @property {string} exact            the true gradient, everywhere
 * @property {string} estimate         the sampled estimate, everywhere
 * @property {string} trail            the trajectory, everywhere
 * @property {[number, string][]} ramp sequential colours for contours and heat, low to high (Plotly colorscale form)
 * @property {[number, string][]} diverging  negative to positive, paper in the middle
 * @property {string} font             for canvas and Plotly
 * @property {number} size             text in pictures, CSS px
 * @property {number} weight           line weight factor: 1, projector 1.6
 * @property {(action: number) => Identity} action
 */

/**
 * @typedef {object} MarkOptions       what all marks have; see marks/mark.js
 * @property {string} name             what it is, for the legend; marks of one name are switched together
 * @property {(i: number) => string} [title]   what hovering its point i says; none: it is not hovered
 * @property {boolean} [legend]        listed in an enlarged panel's legend (default: whether it has a title)
 * @property {boolean} [clip]          false: may leave the plot area
 */
/** @typedef {readonly (number | null)[]} Column  data of a mark; null: a gap */
/**
 * @typedef {MarkOptions & {mark: "line", x: Column, y: Column, stroke: string, strokeWidth?: number,
 *   strokeDasharray?: readonly number[], strokeOpacity?: number}} LineMark
 * @typedef {MarkOptions & {mark: "areaY", x: Column, y1: Column, y2: Column, fill: string, fillOpacity?: number}} AreaMark
 *   between two curves over x
 * @typedef {MarkOptions & {mark: "dot", x: Column, y: Column, symbol?: Shape, r?: number | readonly number[], fill: string,
 *   fillOpacity?: number, stroke?: string, strokeWidth?: number}} DotMark   r: radius, of all or of each; stroke: its rim
 * @typedef {MarkOptions & {mark: "barY", x: Column, y: Column, base?: number, width: number, fill: string,
 *   stroke?: string}} BarMark
 *   upright bars, width in units of x
 * @typedef {MarkOptions & {mark: "rect", x1: Column, y1: Column, x2: Column, y2: Column, fill: string | readonly string[], stroke?: string,
 *   strokeWidth?: number, hatch?: number}} RectMark   fill: of all or of each, or "none"; hatch: px from line to line, in the stroke's colour
 * @typedef {MarkOptions & {mark: "vector", x: Column, y: Column, length: readonly number[], rotate: number | readonly number[], inset?: number,
 *   anchor?: "start" | "middle", bold?: number, fill?: string, stroke?: string, strokeWidth?: number}} VectorMark   arrows of some length in px from a place, turned clockwise from
 *   upwards by degrees; the longer the bolder; inset: px from the place to the foot; anchor: what of it is at the place; bold: width
 *   as a share of length (0.3); no fill: hollow
 * @typedef {MarkOptions & {mark: "arrow", x1: number, y1: number, x2: number, y2: number, fill: string, strokeWidth?: number,
 *   head?: number, hollow?: string, halo?: string}} ArrowMark   from 1 to 2; hollow: the colour inside; halo: the colour around
 * @typedef {MarkOptions & {mark: "text", x: Column, y: Column, text: readonly string[], fill: string, fontSize: number,
 *   fontWeight?: number, halo?: string, dx?: number, dy?: number, textAnchor?: "start" | "middle" | "end",
 *   lineAnchor?: "top" | "middle" | "bottom"}} TextMark
 */
/** @typedef {LineMark | AreaMark | DotMark | BarMark | RectMark | VectorMark | ArrowMark | TextMark} Mark */

/** @typedef {{left: number, top: number, width: number, height: number}} Area */
/** @typedef {{l: number, t: number, r: number, b: number}} Margin */
/**
 * @typedef {object} AxisOptions
 * @property {[number, number]} range
 * @property {string} [title]
 * @property {number} [ticks]          about how many ticks; 0: none
 * @property {{values: number[], texts: string[]}} [names]  own ticks instead
 * @property {boolean} [grid]          faint grid lines (default true)
 * @property {boolean} [line]          the axis itself (default true)
 */
/**
 * @typedef {object} StageOptions
 * @property {string} label            what the picture is, for those who do not see it
 * @property {AxisOptions} x
 * @property {AxisOptions} y
 * @property {boolean} [equal]         a unit of x is as long as a unit of y: ranges are widened, never cut
 * @property {boolean} [axes]          false: a bare field without axes (simplex, world)
 * @property {Partial<Margin>} [margin]
 * @property {Partial<Margin>} [inset] px kept free between the ranges and the plot area's edges: marks there are not cut
 * @property {boolean} [zoom]          default true
 * @property {(stage: Stage) => readonly Mark[]} marks   what is to be seen, in data units, the lowest first
 */
/**
 * @typedef {object} Handle            something a person may drag
 * @property {string} name
 * @property {number} x                in data units
 * @property {number} y
 */
/**
 * @typedef {object} DragOptions
 * @property {boolean} [acts]          dragging changes the run itself: a recording does without
 * @property {() => Handle[]} handles  where the handles are now
 * @property {(handle: Handle, x: number, y: number) => void} move   called at most once per animation frame
 * @property {(handle: Handle) => void} [drop]
 */
/**
 * @typedef {object} Stage
 * @property {HTMLElement} element
 * @property {string} label            its options'
 * @property {Area} area               the plot area, CSS px from the stage's corner
 * @property {Theme} theme
 * @property {(value: number) => number} x   data to CSS px, equal to Plotly's own transform
 * @property {(value: number) => number} y
 * @property {(left: number, top: number) => [number, number]} at   CSS px to data
 * @property {() => void} redraw       draw the marks on the canvas: the whole cost of a frame while playing
 * @property {(x: [number, number], y?: [number, number]) => void} range   ask for new ranges; ignored while a person is zoomed in
 * @property {() => [number, number][]} ranges   [x, y] as shown
 * @property {(options: DragOptions) => void} drag
 * @property {((stage: Stage) => object[]) | null} behind   what a background shows under the marks, as plotly.js's traces
 * @property {((marks: readonly Mark[]) => readonly Mark[]) | null} also   what is drawn instead of the panel's marks: with a second run's
 * @property {() => StageFigure} figure   all that is seen now, for a file
 * @property {(pen: CanvasRenderingContext2D) => void} drawn   the same on another pen
 * @property {() => void} destroy
 */

/**
 * @typedef {object} StageFigure
 * @property {string} label
 * @property {readonly Mark[]} marks
 * @property {Record<string, any>[]} traces   the marks as plotly.js's
 * @property {Record<string, any>} layout
 * @property {HTMLCanvasElement | null} painted   what is painted over the traces
 */

/**
 * @typedef {object} Host              what a panel is given
 * @property {HTMLElement} body
 * @property {Lab} lab
 * @property {Theme} theme
 * @property {(message: ClientMessage) => void} send     e.g. {type: "set_theta", theta}
 * @property {(changes: Changes) => void} preview        change live controls: shown at once, sent once per animation frame
 * @property {(changes: Changes) => void} edit           change what is not live, e.g. {"problem.map": [...]}: the run starts again
 * @property {(text: string) => void} note               a calm note under the panel's heading; "" takes it away
 * @property {(options: StageOptions, where?: HTMLElement) => Stage} stage
 * @property {(route: string, body: object, signal?: AbortSignal) => Promise<any>} ask   POST JSON, e.g. "api/landscape"
 * @property {() => void} redraw                         ask for one more draw of the same moment
 * @property {<T>(name: string, make: () => T) => T} kept what a person chose: made once, and there again where the same run is drawn anew
 * @property {(light: Light | null) => void} light       light up, in every panel, what a sub-step of the update is about; null: nothing
 */
/**
 * @typedef {object} Light
 * @property {"Sample" | "Reward" | "Return" | "Score" | "Weight" | "Update"} part
 * @property {string} action   the one drawn, by name
 */
/**
 * @typedef {object} Table
 * @property {string[]} columns
 * @property {Cell[][]} rows
 */
/** @typedef {string | number | {value: Numbers, text: string}} Cell   value: what is saved, to its last digit; text: what is shown */
/** @typedef {number | readonly number[] | null | undefined} Numbers */
/**
 * @typedef {object} Key               what a mark of the picture means, for the picture that is saved; on the page the panel shows it itself
 * @property {Shape | "arrow" | "line" | "band" | "ellipse"} mark
 * @property {string} color
 * @property {string} text
 * @property {number[]} [dash]
 */
/**
 * @typedef {object} PanelView
 * @property {(m: Moment, words: boolean) => void} draw  at most once per animation frame, only on screen, <= 0.5 ms; words: fields and
 *   formulas are rewritten too, at rest always, while it plays at the page's beat
 * @property {(m: Moment) => void} [settle]              on pause and hover: may use Plotly
 * @property {(m: Moment) => string} summary             one sentence on what is seen now
 * @property {(m: Moment) => Table} table
 * @property {() => any} [ground]                        the coordinates and scales of its picture, where it chooses them itself
 * @property {(ground: any) => void} [stand]             draw in another view's from now on
 * @property {(m: Moment) => Table | undefined} [numbers]  for a file, where they are not its marks': such as a run's past, whole
 * @property {() => Key[]} [keys]                        where marks are explained beside the picture and not in it
 * @property {() => void} destroy
 */
/**
 * @typedef {object} Panel             what the page knows of a panel before its file is there
 * @property {string} name             key in the URL, e.g. "probabilities"
 * @property {string} title            heading and accessible region name
 * @property {string} question         the one question it answers
 * @property {string[]} streams        what it needs of the server
 * @property {(lab: Lab) => boolean} suits   whether it can show this problem
 * @property {boolean} [beside]        two runs stand side by side; else their marks lie in one picture
 * @property {string[]} styles         stylesheets of css/ it needs besides the page's
 * @property {() => Promise<{create: (host: Host) => PanelView}>} load   its code, which comes when it is shown
 */

export {};
