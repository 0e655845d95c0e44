// Lines over time, stacked by level; drag to zoom.
import * as echarts from '/lib/echarts/echarts.esm.min.js';
import { colour, onTheme } from '/shell/shell.js';
import { count, level, time } from '/shell/format.js';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'other'];

export function histogram(container, onZoom) {
  const chart = echarts.init(container);
  let shown = null;
  new ResizeObserver(() => chart.resize()).observe(container);
  onTheme(() => shown && draw(shown));

  chart.on('brushEnd', (event) => {
    const [from, to] = event.areas[0]?.coordRange ?? [];
    chart.dispatchAction({ type: 'brush', areas: [] });
    if (from === undefined || !shown) return;
    const start = Math.max(0, Math.round(from));
    const end = Math.min(shown.buckets.length - 1, Math.round(to));
    onZoom(new Date(shown.buckets[start].time), new Date(shown.buckets[end].time + shown.interval_ms));
  });
  chart.getZr().on('click', (event) => {
    if (!shown) return;
    const [at] = chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
    const bucket = shown.buckets[Math.round(at)];
    if (bucket?.count) onZoom(new Date(bucket.time), new Date(bucket.time + shown.interval_ms));
  });

  function draw(data) {
    shown = data;
    const totals = data.buckets.map((bucket) => {
      const byLevel = Object.fromEntries(LEVELS.map((name) => [name, 0]));
      let known = 0;
      for (const [name, n] of Object.entries(bucket.by ?? {})) {
        byLevel[level(name)] += n;
        known += n;
      }
      byLevel.other += bucket.count - known;
      return byLevel;
    });
    const days = data.interval_ms >= 3_600_000;
    chart.setOption({
      animation: false,
      grid: { left: 46, right: 6, top: 8, bottom: 20 },
      xAxis: {
        type: 'category',
        data: data.buckets.map((bucket) => bucket.time),
        axisLabel: {
          color: colour('muted'), hideOverlap: true,
          formatter: (value) => (days ? time(Number(value)).slice(5, 16) : time(Number(value), false).slice(0, data.interval_ms < 1_000 ? 12 : 8)),
        },
        axisLine: { lineStyle: { color: colour('border') } },
        axisTick: { show: false },
      },
      yAxis: { type: 'value', splitNumber: 2, minInterval: 1, axisLabel: { color: colour('muted') }, splitLine: { lineStyle: { color: colour('border') } } },
      tooltip: {
        trigger: 'axis', confine: true, transitionDuration: 0,
        backgroundColor: colour('raised'), borderColor: colour('border'), textStyle: { color: colour('text'), fontSize: 12 },
        formatter: (series) => [`<b>${time(Number(series[0].axisValue))}</b>`,
          ...series.filter((one) => one.value > 0).map((one) => `${one.marker}${one.seriesName} ${count(one.value)}`)].join('<br>'),
      },
      toolbox: { show: false },
      brush: { xAxisIndex: 0, brushType: 'lineX', brushMode: 'single', toolbox: [], throttleType: 'debounce',
        brushStyle: { color: 'rgba(80,140,255,.25)', borderColor: colour('accent') } },
      series: LEVELS.map((name) => ({
        name, type: 'bar', stack: 'lines', barCategoryGap: '12%', large: false,
        itemStyle: { color: colour(`level-${name}`) }, emphasis: { disabled: true },
        data: totals.map((byLevel) => byLevel[name]),
      })),
    }, true);
    chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption: { brushType: 'lineX', brushMode: 'single' } });
  }

  return { draw };
}
