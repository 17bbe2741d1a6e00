// Traces of exceptions out of arrays with bounds: of each accessor, rank and kind of element, where an index is out of range,
// there is no array, or the element does not fit; the runtime computes addresses in a method of its own from rank 3 on
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

public struct CalleesSmall { public byte a, b, c; }
public struct CalleesMixed { public object a; public long b; public int c; }
public enum CalleesNumber : short { Zero, One }

// What compilers of C# make of them
public static class CalleesInSource<T> {
	static void Take (ref T place) {}
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Get (T[,,] a, int i) { return a [i, i, i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Set (T[,,] a, int i) { a [1, 0, i] = default (T); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Address (T[,,] a, int i) { Take (ref a [0, i, 0]); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Show (T[,,] a, int i) { return a [i, 0, 0].ToString (); }
	// In a small method, which may be compiled into its caller
	static T Small (T[,,] a, int i) { return a [i, i, i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T GetBySmall (T[,,] a, int i) { return Small (a, i); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Caught (T[,,] a, int i)
	{
		try {
			return "" + a [i, 0, i];
		} catch (IndexOutOfRangeException e) {
			return "caught:" + CallersOfArrays.TraceOf (e);
		} catch (NullReferenceException e) {
			return "caught:" + CallersOfArrays.TraceOf (e);
		}
	}
}

public static class CallersOfArrays {
	static readonly AssemblyBuilder assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (
		new AssemblyName ("arrays"), AssemblyBuilderAccess.Run);
	static readonly ModuleBuilder module = assembly.DefineDynamicModule ("arrays");
	static readonly TypeBuilder builder = module.DefineType ("CalleesOfArrays", TypeAttributes.Public);

	public static string TraceOf (Exception e)
	{
		return string.Concat (e.StackTrace.Split ('\n').Where (line => !line.Contains ("CallersOfArrays") &&
			!line.Contains ("System.Reflection.") && !line.Contains ("runtime-invoke"))
			.Select (line => "\n    " + line.Split (new [] { " in <" }, StringSplitOptions.None) [0].Trim ()));
	}

	static MethodInfo Accessor (Type element, int rank, string name)
	{
		var parameters = Enumerable.Repeat (typeof (int), rank);
		if (name == "Set")
			parameters = parameters.Concat (new [] { element });
		Type result = name == "Set" ? typeof (void) : name == "Get" ? element : element.MakeByRefType ();
		return module.GetArrayMethod (element.MakeArrayType (rank), name,
			CallingConventions.HasThis | CallingConventions.Standard, result, parameters.ToArray ());
	}

	// A method that calls ACCESSOR of an array, and drops what comes of it, with the index in all dimensions.
	static string Define (Type element, int rank, string accessor)
	{
		Type array = element.MakeArrayType (rank);
		string name = accessor + rank + element.Name;
		var method = builder.DefineMethod (name, MethodAttributes.Public | MethodAttributes.Static, typeof (void),
			new [] { array, typeof (int), typeof (object) });
		method.SetImplementationFlags (MethodImplAttributes.NoInlining);
		var il = method.GetILGenerator ();
		il.Emit (OpCodes.Nop);
		il.Emit (OpCodes.Ldarg_0);
		for (int i = 0; i < rank; i++)
			il.Emit (OpCodes.Ldarg_1);
		if (accessor == "Set") {
			il.Emit (OpCodes.Ldarg_2);
			il.Emit (OpCodes.Unbox_Any, element == typeof (string) ? typeof (object) : element);
		}
		if (accessor == "ReadOnly")
			il.Emit (OpCodes.Readonly);
		il.Emit (OpCodes.Call, Accessor (element, rank, accessor == "ReadOnly" ? "Address" : accessor));
		if (accessor == "Address" || accessor == "ReadOnly")
			il.Emit (OpCodes.Ldobj, element);
		if (accessor != "Set")
			il.Emit (OpCodes.Pop);
		il.Emit (OpCodes.Ret);
		return name;
	}

	static void Try (string what, Action code)
	{
		try {
			code ();
			Console.WriteLine ("{0}: nothing", what);
		} catch (Exception e) {
			e = e is TargetInvocationException ? e.InnerException : e;
			Console.WriteLine ("{0}: {1}{2}", what, e.GetType ().Name, TraceOf (e));
		}
	}

	static void TryAll (Type type, string name, Type element, int rank)
	{
		var method = type.GetMethod (name);
		object value = element.IsValueType ? Activator.CreateInstance (element) : null;
		var lengths = Enumerable.Repeat (2, rank).ToArray ();
		var lower = Enumerable.Repeat (3, rank).ToArray ();
		var array = Array.CreateInstance (element, lengths);
		// Without lower bounds it would be a vector. mini takes no notice of them.
		if (rank == 1)
			array = Array.CreateInstance (element, lengths, lower);
		Try (name + " in range", () => method.Invoke (null, new object [] { array, 0, value }));
		Try (name + " above", () => method.Invoke (null, new object [] { array, 2, value }));
		Try (name + " below", () => method.Invoke (null, new object [] { array, -1, value }));
		Try (name + " of null", () => method.Invoke (null, new object [] { null, 0, value }));
		if (element != typeof (object) || rank == 1)
			return;
		var strings = Array.CreateInstance (typeof (string), lengths);
		Try (name + " of strings", () => method.Invoke (null, new object [] { strings, 0, new object () }));
		Try (name + " of strings, above", () => method.Invoke (null, new object [] { strings, 5, new object () }));
		Try (name + " of strings, a string above", () => method.Invoke (null, new object [] { strings, 5, "text" }));
		Try (name + " of null, a string", () => method.Invoke (null, new object [] { null, 5, "text" }));
	}

	static void InSource<T> ()
	{
		string name = typeof (T).Name;
		foreach (var array in new T[][,,] { null, new T [1, 1, 1] }) {
			Try (name + " Get", () => CalleesInSource<T>.Get (array, 1));
			Try (name + " Set", () => CalleesInSource<T>.Set (array, 1));
			Try (name + " Address", () => CalleesInSource<T>.Address (array, -1));
			Try (name + " Show", () => CalleesInSource<T>.Show (array, int.MaxValue));
			Try (name + " GetBySmall", () => CalleesInSource<T>.GetBySmall (array, 1));
			Try (name + " Caught", () => Console.WriteLine (CalleesInSource<T>.Caught (array, 2)));
		}
	}

	static void Main ()
	{
		var elements = new [] {
			typeof (byte), typeof (char), typeof (int), typeof (double), typeof (CalleesNumber), typeof (CalleesSmall),
			typeof (CalleesMixed), typeof (object), typeof (string)
		};
		var calls = new List<Action<Type>> ();
		foreach (var element in elements)
			foreach (int rank in new [] { 1, 2, 3, 5 })
				foreach (string accessor in new [] { "Get", "Set", "Address", "ReadOnly" }) {
					Type of = element;
					int dimensions = rank;
					string name = Define (element, rank, accessor);
					calls.Add (type => TryAll (type, name, of, dimensions));
				}
		Type created = builder.CreateType ();
		foreach (var call in calls)
			call (created);
		InSource<int> ();
		InSource<decimal> ();
		InSource<string> ();
		InSource<int []> ();
	}
}
