// What is compared by name: bars that change places as their values do.
import * as echarts from '/lib/echarts/echarts.esm.min.js';
import { colour, onTheme } from '/shell/shell.js';
import { count } from '/shell/format.js';

export function bars(container, { colour: ink = 'accent', format = count, onClick = () => {} }) {
  const chart = echarts.init(container);
  new ResizeObserver(() => chart.resize()).observe(container);
  let shown = [];
  chart.on('click', (event) => onClick(event.name));
  onTheme(() => draw(shown));

  /** @param rows [label, value], largest first */
  function draw(rows) {
    shown = rows;
    chart.setOption({
      animationDuration: 0, animationDurationUpdate: 500, animationEasingUpdate: 'linear',
      grid: { left: 6, right: 64, top: 2, bottom: 2, containLabel: false },
      xAxis: { type: 'value', show: false, max: 'dataMax', min: 0 },
      yAxis: {
        type: 'category', inverse: true, data: rows.map(([label]) => label), animationDuration: 0, animationDurationUpdate: 300,
        axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { inside: true, color: colour('text'), fontSize: 12, width: Math.max(80, container.clientWidth - 90), overflow: 'truncate', margin: 8 },
        z: 3,
      },
      series: [{
        type: 'bar', realtimeSort: false, barWidth: '82%', cursor: 'pointer', data: rows.map(([, value]) => value),
        itemStyle: { color: colour(ink), opacity: 0.3, borderRadius: 3 }, emphasis: { itemStyle: { opacity: 0.5 } },
        label: { show: true, position: 'right', color: colour('muted'), fontSize: 12, valueAnimation: false, formatter: ({ value }) => format(value) },
      }],
    });
  }
  return draw;
}
