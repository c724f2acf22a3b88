-- 查出上个月发稿最多的十位记者，按照数量从多到少排列
SELECT 记者, count(*) AS 数量 FROM 稿件 GROUP BY 记者 ORDER BY 数量 DESC LIMIT 10;
