// What one thread wrote, others see in order: publication, volatile, fences, atomic operations, monitors, lazy
// initialisation; no torn values (ECMA-335 I.12.6)
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

class Message {
	public int A, B;
	public string Text;
	public int[] Numbers;

	public Message (int i)
	{
		A = i;
		B = ~i;
		Text = "text" + i;
		Numbers = new [] { i, i + 1 };
	}

	public bool IsWhole { get { return B == ~A && Text == "text" + A && Numbers [0] == A && Numbers [1] == A + 1; } }
}

class Shared {
	public Message Published;
	public volatile int Flag;
	public int Plain, X, Y;
	public long Wide;
	public double Float;
	public int Counter, ByExchange;
	public long Total;
	public int Locked;
	public volatile bool Stop;
	Message lazy;
	readonly object gate = new object ();
	public int Initialisations;

	/* Double-checked, by nothing but the order of stores of references */
	public Message Lazy {
		[MethodImpl (MethodImplOptions.NoInlining)]
		get {
			if (lazy == null)
				lock (gate) {
					if (lazy == null) {
						Initialisations++;
						lazy = new Message (42);
					}
				}
			return lazy;
		}
		[MethodImpl (MethodImplOptions.NoInlining)]
		set { lazy = value; }
	}
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Publish (Shared shared, int count)
	{
		for (int i = 1; i <= count; i++)
			shared.Published = new Message (i);
		shared.Stop = true;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Watch (Shared shared)
	{
		int wrong = 0, last = 0;
		while (!shared.Stop) {
			Message message = shared.Published;
			if (message == null)
				continue;
			if (!message.IsWhole || message.A < last)
				wrong++;
			last = message.A;
		}
		return wrong;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Send (Shared shared, int count)
	{
		for (int i = 1; i <= count; i++) {
			while (shared.Flag != 0)
				Thread.Yield ();
			shared.Plain = i;
			shared.Flag = 1;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Receive (Shared shared, int count)
	{
		int wrong = 0;
		for (int i = 1; i <= count; i++) {
			while (shared.Flag == 0)
				Thread.Yield ();
			if (shared.Plain != i)
				wrong++;
			shared.Flag = 0;
		}
		return wrong;
	}

	/* Store, fence, load: not both may see the other's old value */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int CrossWithFence (ref int own, ref int other)
	{
		own = 1;
		Thread.MemoryBarrier ();
		return other;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int CrossWithExchange (ref int own, ref int other)
	{
		Interlocked.Exchange (ref own, 1);
		return other;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Count (Shared shared, int count)
	{
		for (int i = 0; i < count; i++) {
			Interlocked.Increment (ref shared.Counter);
			Interlocked.Add (ref shared.Total, 3);
			int seen;
			do
				seen = shared.ByExchange;
			while (Interlocked.CompareExchange (ref shared.ByExchange, seen + 2, seen) != seen);
			lock (shared)
				shared.Locked += 5;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void WriteWide (Shared shared, int count)
	{
		for (int i = 0; i < count; i++) {
			shared.Wide = (i & 1) == 0 ? -1 : 0x0123456789abcdef;
			shared.Float = (i & 1) == 0 ? 1.0 / 3 : -5e300;
		}
		shared.Stop = true;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ReadWide (Shared shared)
	{
		int torn = 0;
		while (!shared.Stop) {
			long wide = Volatile.Read (ref shared.Wide);
			double number = Volatile.Read (ref shared.Float);
			if (wide != 0 && wide != -1 && wide != 0x0123456789abcdef)
				torn++;
			if (number != 0 && number != 1.0 / 3 && number != -5e300)
				torn++;
		}
		return torn;
	}
}

class CalleesQueue {
	readonly Queue<int> items = new Queue<int> ();

	[MethodImpl (MethodImplOptions.NoInlining)]
	public void Put (int item)
	{
		lock (items) {
			while (items.Count >= 5)
				Monitor.Wait (items);
			items.Enqueue (item);
			Monitor.PulseAll (items);
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public int Take ()
	{
		lock (items) {
			while (items.Count == 0)
				Monitor.Wait (items);
			int item = items.Dequeue ();
			Monitor.PulseAll (items);
			return item;
		}
	}
}

static class Callers {
	static void Together (params Action[] actions)
	{
		var threads = new Thread [actions.Length];
		for (int i = 0; i < actions.Length; i++) {
			Action action = actions [i];
			threads [i] = new Thread (() => action ());
		}
		foreach (Thread thread in threads)
			thread.Start ();
		foreach (Thread thread in threads)
			thread.Join ();
	}

	static void Publication ()
	{
		var shared = new Shared ();
		int first = -1, second = -1;
		Together (() => Callees.Publish (shared, 100000), () => { first = Callees.Watch (shared); },
			() => { second = Callees.Watch (shared); });
		Report.Value ("not whole", first + second);
	}

	static void Volatiles ()
	{
		var shared = new Shared ();
		int wrong = -1;
		Together (() => Callees.Send (shared, 5000), () => { wrong = Callees.Receive (shared, 5000); });
		Report.Value ("not received", wrong);
	}

	static void Crossing ()
	{
		int neither = 0;
		for (int way = 0; way < 2; way++) {
			var shared = new Shared ();
			int a = 0, b = 0;
			var barrier = new Barrier (2, _ => {
				if (shared.X == 1 && a == 0 && b == 0)
					neither++;
				shared.X = shared.Y = 0;
				a = b = 1;
			});
			int kind = way;
			Together (() => {
				for (int i = 0; i < 2000; i++) {
					barrier.SignalAndWait ();
					a = kind == 0 ? Callees.CrossWithFence (ref shared.X, ref shared.Y)
						: Callees.CrossWithExchange (ref shared.X, ref shared.Y);
				}
			}, () => {
				for (int i = 0; i < 2000; i++) {
					barrier.SignalAndWait ();
					b = kind == 0 ? Callees.CrossWithFence (ref shared.Y, ref shared.X)
						: Callees.CrossWithExchange (ref shared.Y, ref shared.X);
				}
			});
		}
		Report.Value ("neither saw the other", neither);
	}

	static void Counting ()
	{
		var shared = new Shared ();
		var actions = new Action [6];
		for (int i = 0; i < actions.Length; i++)
			actions [i] = () => Callees.Count (shared, 20000);
		Together (actions);
		Report.Value ("counter", shared.Counter);
		Report.Value ("total", shared.Total);
		Report.Value ("by exchange", shared.ByExchange);
		Report.Value ("locked", shared.Locked);
	}

	static void Tearing ()
	{
		var shared = new Shared ();
		int torn = -1;
		Together (() => Callees.WriteWide (shared, 2000000), () => { torn = Callees.ReadWide (shared); });
		Report.Value ("torn", torn);
	}

	static void Laziness ()
	{
		int wrong = 0, initialisations = 0;
		for (int round = 0; round < 200; round++) {
			var shared = new Shared ();
			var actions = new Action [4];
			for (int i = 0; i < actions.Length; i++)
				actions [i] = () => {
					if (!shared.Lazy.IsWhole)
						Interlocked.Increment (ref wrong);
				};
			Together (actions);
			initialisations += shared.Initialisations;
		}
		Report.Value ("lazily wrong", wrong);
		Report.Value ("initialisations", initialisations);
		int made = 0;
		var lazy = new Lazy<Message> (() => { Interlocked.Increment (ref made); return new Message (7); });
		Together (() => lazy.Value.ToString (), () => lazy.Value.ToString (), () => lazy.Value.ToString ());
		Report.Value ("made", made);
	}

	static void Queues ()
	{
		var queue = new CalleesQueue ();
		long sum = 0;
		Together (() => { for (int i = 1; i <= 2000; i++) queue.Put (i); },
			() => { for (int i = 1; i <= 2000; i++) queue.Put (i * 3); },
			() => { for (int i = 0; i < 2000; i++) Interlocked.Add (ref sum, queue.Take ()); },
			() => { for (int i = 0; i < 2000; i++) Interlocked.Add (ref sum, queue.Take ()); });
		Report.Value ("through the queue", sum);
	}

	static void Library ()
	{
		var dictionary = new ConcurrentDictionary<int, int> ();
		var events = new CountdownEvent (4);
		var semaphore = new SemaphoreSlim (2);
		var readerWriter = new ReaderWriterLockSlim ();
		var local = new ThreadLocal<int> (() => 100, true);
		int inside = 0, tooMany = 0, plain = 0;
		var actions = new Action [4];
		for (int i = 0; i < actions.Length; i++) {
			int own = i;
			actions [i] = () => {
				for (int j = 0; j < 500; j++) {
					dictionary.AddOrUpdate (j % 50, 1, (key, value) => value + 1);
					semaphore.Wait ();
					if (Interlocked.Increment (ref inside) > 2)
						tooMany++;
					Interlocked.Decrement (ref inside);
					semaphore.Release ();
					readerWriter.EnterWriteLock ();
					plain++;
					readerWriter.ExitWriteLock ();
					local.Value += own;
				}
				events.Signal ();
			};
		}
		Together (actions);
		events.Wait ();
		int sum = 0, locals = 0;
		foreach (var pair in dictionary)
			sum += pair.Value;
		foreach (int value in local.Values)
			locals += value;
		Report.Value ("dictionary", sum);
		Report.Value ("too many", tooMany);
		Report.Value ("reader-writer lock", plain);
		Report.Value ("thread-local", locals);
	}

	public static void Run ()
	{
		Publication ();
		Volatiles ();
		Crossing ();
		Counting ();
		Tearing ();
		Laziness ();
		Queues ();
		Library ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
