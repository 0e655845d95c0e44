// What is compared by name: bars that change places as their values do.
import * as echarts from '/lib/echarts/echarts.esm.min.js';
import { colour, onTheme } from '/shell/shell.js';
import { count } from '/shell/format.js';

const PLACES = 10;

export function bars(container, { colour: ink = 'accent', format = count, onClick = () => {} }) {
  const chart = echarts.init(container);
  new ResizeObserver(() => chart.resize()).observe(container);
  let shown = [];
  chart.on('click', (event) => event.name && onClick(event.name));
  onTheme(() => draw(shown));

  /** @param rows [label, value], largest first */
  function draw(rows) {
    shown = rows;
    // Always the same number of places: bars keep their height.
    const places = [...rows, ...Array(PLACES - rows.length).fill(['', 0])];
    const axis = { type: 'category', inverse: true, axisLine: { show: false }, axisTick: { show: false } };
    const text = { color: colour('text'), fontSize: 12, margin: 8 };
    chart.setOption({
      animationDuration: 0, animationDurationUpdate: 500, animationEasingUpdate: 'linear',
      grid: { left: 0, right: 70, top: 0, bottom: 0, containLabel: false },
      xAxis: { type: 'value', show: false, max: 'dataMax', min: 0 },
      yAxis: [
        { ...axis, data: places.map(([label]) => label), z: 3,
          axisLabel: { ...text, inside: true, width: Math.max(80, container.clientWidth - 90), overflow: 'truncate' } },
        { ...axis, position: 'right', data: places.map(([label, value]) => (label ? format(value) : '')),
          axisLabel: { ...text, color: colour('muted'), interval: 0 } },
      ],
      series: [{
        type: 'bar', barWidth: '84%', cursor: 'pointer', data: places.map(([, value]) => value),
        itemStyle: { color: colour(ink), opacity: 0.3, borderRadius: 3 }, emphasis: { itemStyle: { opacity: 0.5 } },
      }],
    });
  }
  return draw;
}
