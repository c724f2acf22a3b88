/*
 * 本文件实现环形缓冲区。写的人只移动尾指针，读的人只移动头指针，
 * 所以只有一个写者和一个读者的时候不需要加锁；有几个写者的时候，
 * 请在外面加锁。
 */
#include <stddef.h>
struct ring { size_t head, tail; char data[256]; };
// 缓冲区满了就返回零，调用的人过一会儿再试
int put(struct ring *r, char c) { if ((r->tail + 1) % 256 == r->head) return 0; r->data[r->tail] = c; return 1; }
