-- What fills the index: events and bytes of message by data set?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT event.dataset AS dataset, COUNT(*) AS events, SUM(CHAR_LENGTH(message)) AS message_characters
FROM logs
GROUP BY event.dataset
ORDER BY events DESC;
