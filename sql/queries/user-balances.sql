-- What is known of each user now?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT `user`, account, balances, settled, refused
FROM user_state
ORDER BY `user`;
