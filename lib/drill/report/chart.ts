import { html } from 'ghtml';

/** From 0 at the left or the bottom to 1 at the right or the top. */
type Share = number;

/** Where faults were, to be seen in each chart. */
export interface Band {
  readonly from: Share;
  readonly to: Share;
  readonly name: string;
}

export interface Tick {
  readonly at: Share;
  readonly name: string;
}

export interface ChartFrame {
  readonly title: string;
  /** What the lines and bars are, by the class that colours them. */
  readonly legend: Readonly<Record<string, string>>;
  /** What is to be seen, for who can't see it. */
  readonly inWords: string;
  readonly bands: readonly Band[];
  readonly across: readonly Tick[];
  readonly up: readonly Tick[];
}

/** Units of the drawing, which is stretched to whatever room there is; texts stand beside it, unstretched. */
const [WIDTH, HEIGHT] = [1000, 200];

/** @param drawing made by `bar` and `line` */
export function chart(frame: ChartFrame, drawing: string): string {
  const { title, legend, inWords, bands, across, up } = frame;
  return html`
    <figure class="chart">
      <figcaption>
        <b>${title}</b>
        !${Object.entries(legend).map(([look, name]) => html`<span class="key ${look}">${name}</span>`)}
      </figcaption>
      <div class="plot">
        <svg
          viewBox="0 0 ${WIDTH} ${HEIGHT}"
          preserveAspectRatio="none"
          role="img"
          aria-label="${inWords}"
        >
          !${bands.map(
            ({ from, to }) =>
              html`<rect
                class="band"
                x="${x(from)}"
                y="0"
                width="${Math.max(1, round((to - from) * WIDTH))}"
                height="${HEIGHT}"
              />`,
          )}
          !${up.map(
            ({ at }) =>
              html`<line class="grid" x1="0" x2="${WIDTH}" y1="${y(at)}" y2="${y(at)}" />`,
          )}
          !${drawing}
        </svg>
        !${bands.map(
          ({ from, name }) =>
            html`<span class="fault" style="left:${percent(from)}">${name}</span>`,
        )}
        !${up.map(
          ({ at, name }) => html`<span class="up" style="bottom:${percent(at)}">${name}</span>`,
        )}
        !${across.map(
          ({ at, name }) => html`<span class="across" style="left:${percent(at)}">${name}</span>`,
        )}
      </div>
    </figure>
  `;
}

export function bar(look: string, from: Share, to: Share, bottom: Share, top: Share): string {
  if (top <= bottom) return '';
  return html`<rect
    class="${look}"
    x="${x(from)}"
    y="${y(top)}"
    width="${round((to - from) * WIDTH)}"
    height="${round((top - bottom) * HEIGHT)}"
  />`;
}

/** Null is a gap. */
export function line(look: string, points: readonly (readonly [Share, Share] | null)[]): string {
  let isDrawing = false;
  const path = points.map((point) => {
    if (point === null) {
      isDrawing = false;
      return '';
    }
    const to = `${x(point[0])} ${y(point[1])}`;
    // One point alone is drawn by the round end of a line of no length.
    const part = isDrawing ? `L${to}` : `M${to}h0`;
    isDrawing = true;
    return part;
  });
  return html`<path class="line ${look}" d="${path.join('')}" />`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const x = (share: Share): number => round(share * WIDTH);
const y = (share: Share): number => round((1 - share) * HEIGHT);
const percent = (share: Share): string => `${round(share * 100)}%`;
