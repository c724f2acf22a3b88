"""计算平均值：输入一串数，给出它们的平均数。"""


def average(numbers):
    # 空的列表没有平均数，所以先看一看
    if not numbers:
        raise ValueError("列表是空的")
    return sum(numbers) / len(numbers)
