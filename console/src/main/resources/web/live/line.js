// A line chart that scrolls with time: drawn anew for every frame of the screen, so it glides between two messages.
// ECharts, which draws what is compared by name, would set up its scene for each of sixty frames a second.
import { colour, onTheme } from '/shell/shell.js';

export const WINDOW_SECONDS = 120;

/** Seconds at the right end that are not drawn: rows of the newest are still on their way. */
export const DELAY_SECONDS = 4;

export function lineChart(canvas, series) {
  const context = canvas.getContext('2d');
  let palette = {};
  let top = 1;
  const recolour = () => {
    palette = Object.fromEntries(series.map((one) => [one.colour, colour(one.colour)]));
    palette.border = colour('border');
  };
  recolour();
  onTheme(recolour);
  new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
  }).observe(canvas);

  /** @param points by series: an array of [second, value], in order; now in milliseconds */
  return function draw(points, now) {
    const { width, height } = canvas;
    if (!width) return;
    const end = now / 1_000 - DELAY_SECONDS;
    const start = end - WINDOW_SECONDS;
    const x = (second) => ((second + 0.5 - start) / WINDOW_SECONDS) * width;
    let highest = 1;
    for (const line of points) for (const [second, value] of line) if (second >= start && value > highest) highest = value;
    // Nothing is cut off; what was high before lets the scale down gently.
    const wanted = highest * 1.15;
    top = wanted > top || top > wanted * 4 ? wanted : top + (wanted - top) * 0.06;
    const y = (value) => height - 2 - (value / top) * (height - 6);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = palette.border;
    context.lineWidth = devicePixelRatio;
    context.beginPath();
    context.moveTo(0, height - 1);
    context.lineTo(width, height - 1);
    context.stroke();
    points.forEach((line, index) => {
      const ink = palette[series[index].colour];
      context.strokeStyle = ink;
      context.lineWidth = 1.6 * devicePixelRatio;
      context.lineJoin = 'round';
      context.beginPath();
      let first = null;
      let last = null;
      for (const [second, value] of line) {
        if (first === null) context.moveTo(x(second), y(value));
        else context.lineTo(x(second), y(value));
        first ??= second;
        last = second;
      }
      context.stroke();
      if (series[index].fill && first !== null) {
        context.lineTo(x(last), height);
        context.lineTo(x(first), height);
        context.closePath();
        context.globalAlpha = 0.13;
        context.fillStyle = ink;
        context.fill();
        context.globalAlpha = 1;
      }
    });
  };
}

/** The values of the shown window as points, zero where a second has none. */
export function filled(values, now) {
  const end = Math.floor(now / 1_000) - DELAY_SECONDS + 1;
  const points = [];
  for (let second = end - WINDOW_SECONDS - 2; second <= end; second++) points.push([second, values.get(second) ?? 0]);
  return points;
}

/** The values that there are, in order: for what has no value without events, such as a quantile. */
export function present(values, now) {
  const end = now / 1_000 - DELAY_SECONDS + 1;
  return [...values].filter(([second]) => second >= end - WINDOW_SECONDS - 2 && second <= end).sort((a, b) => a[0] - b[0]);
}
