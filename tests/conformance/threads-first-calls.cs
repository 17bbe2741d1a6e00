// Several threads call the same and different methods for the first time at once; locks; thread-local results
// (design 3: compilers are re-entrant and thread-safe)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

class CalleesWorker<T> {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Work (T value, int rounds)
	{
		int hash = value.GetHashCode () & 0xff;
		for (int i = 0; i < rounds; i++)
			hash = Mix (hash, i);
		return hash;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] static int Mix (int a, int b) { return (a * 31 + b) ^ (a >> 3); }
}

class CalleesAccount {
	int balance;
	public int Balance { get { return balance; } }
	[MethodImpl (MethodImplOptions.NoInlining)] public void Add (int amount) { balance += amount; }
	[MethodImpl (MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)]
	public void AddSynchronized (int amount) { balance += amount; }
}

static class CalleesLazy {
	public static readonly int[] Values = Make ();
	static int[] Make ()
	{
		Thread.Sleep (30);
		return new [] { 1, 2, 3 };
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Sum () { return Values [0] + Values [1] + Values [2]; }
}

static class Callers {
	static readonly int[] results = new int [32];
	static int ready;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Body (int index)
	{
		Interlocked.Increment (ref ready);
		while (Volatile.Read (ref ready) < 8)
			Thread.Yield ();
		switch (index % 4) {
		case 0: results [index] = CalleesWorker<int>.Work (5, 100000); break;
		case 1: results [index] = CalleesWorker<long>.Work (5, 100000); break;
		case 2: results [index] = CalleesWorker<byte>.Work (5, 100000); break;
		case 3: results [index] = CalleesWorker<char>.Work ((char) 5, 100000); break;
		}
		results [index + 8] = CalleesWorker<short>.Work (7, 1000);
		results [index + 16] = CalleesLazy.Sum ();
	}

	static void Start (int count, Action<int> code)
	{
		var threads = new Thread [count];
		for (int i = 0; i < count; i++) {
			int index = i;
			threads [i] = new Thread (() => code (index));
			threads [i].Start ();
		}
		for (int i = 0; i < count; i++)
			threads [i].Join ();
	}

	public static void Run ()
	{
		Start (8, Body);
		Report.Value ("results", results);
		var account = new CalleesAccount ();
		Start (4, index => {
			for (int i = 0; i < 5000; i++)
				account.AddSynchronized (index + 1);
		});
		Report.Value ("balance", account.Balance);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
